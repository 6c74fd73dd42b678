namespace Histo.Ssl.Evaluation;

/// <summary>Finds nearest rows by comparing all of them: n^2 x columns multiplications, in blocks that stay in the caches.</summary>
internal static class EuclideanNeighbours
{
    private const int Together = 4, Queries = 32, Candidates = 64;

    /// <summary>Finds for each row its k nearest other rows, nearest first; of equally near ones the earlier first.</summary>
    public static NearestRows Find(FeatureMatrix features, int k, ParallelOptions parallel)
    {
        // |a - b|^2 = |a|^2 + |b|^2 - 2ab cancels least around the mean; the distances that are kept are computed anew.
        FeatureMatrix centred = PrincipalAxes.Centre(features);
        double[] norms = [.. Enumerable.Range(0, centred.Rows).Select(row => DenseVector.Dot(centred.Row(row), centred.Row(row)))];
        var found = new NearestRows(k, new int[features.Rows * k], new double[features.Rows * k]);
        Array.Fill(found.SquaredDistances, double.PositiveInfinity);
        Parallel.For(0, (features.Rows + Queries - 1) / Queries, parallel, block =>
        {
            int first = block * Queries, end = Math.Min(first + Queries, features.Rows);
            for (int from = 0; from < features.Rows; from += Candidates)
            {
                for (int query = first; query < end; query += Together)
                {
                    Search(centred, norms, query, from, Math.Min(from + Candidates, features.Rows), found);
                }
            }

            for (int i = first * k; i < end * k; i++)
            {
                found.SquaredDistances[i] = DenseVector.SquaredDistance(features.Row(i / k), features.Row(found.Indices[i]));
            }
        });
        return found;
    }

    private static void Search(FeatureMatrix features, double[] norms, int query, int from, int end, NearestRows found)
    {
        int last = features.Rows - 1, count = Math.Min(Together, features.Rows - query);
        ReadOnlySpan<double> a = features.Row(query), b = features.Row(Math.Min(query + 1, last)), c = features.Row(Math.Min(query + 2, last)), d = features.Row(Math.Min(query + 3, last));
        Span<double> products = stackalloc double[Together];
        for (int row = from; row < end; row++)
        {
            DenseVector.Dot4(features.Row(row), a, b, c, d, products);
            for (int i = 0; i < count; i++)
            {
                double distance = norms[row] + norms[query + i] - (2 * products[i]);
                int start = (query + i) * found.K;
                if (distance < found.SquaredDistances[start + found.K - 1] && row != query + i)
                {
                    Insert(found.Indices.AsSpan(start, found.K), found.SquaredDistances.AsSpan(start, found.K), row, distance);
                }
            }
        }
    }

    private static void Insert(Span<int> indices, Span<double> distances, int row, double distance)
    {
        int place = indices.Length - 1;
        for (; place > 0 && distance < distances[place - 1]; place--)
        {
            indices[place] = indices[place - 1];
            distances[place] = distances[place - 1];
        }

        indices[place] = row;
        distances[place] = distance;
    }
}
