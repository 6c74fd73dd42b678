namespace Histo.Ssl.Evaluation;

/// <summary>How much nearer samples are to their own cluster than to the next: (b - a) / max(a, b).</summary>
/// <remarks>Time grows with the square of the rows. Results do not depend on threads. Source: P. Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987.</remarks>
public static class Silhouette
{
    /// <summary>Returns the value of each row, -1 to 1; 0 for the only member of a cluster.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="labels">Their clusters, any values; at least two distinct ones.</param>
    /// <param name="metric">How far apart rows are.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="HistoException">HS0002: there is not one label a row. HS1806: there is one cluster only.</exception>
    public static double[] Samples(FeatureMatrix features, ReadOnlySpan<int> labels, DistanceMetric metric = DistanceMetric.Euclidean, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireLabels(labels.Length);
        (int[] values, int[] index) = ClassLabels.Index(labels);
        if (values.Length < 2)
        {
            throw new HistoException(ErrorCodes.ClassMissing, "a silhouette needs two clusters", seen: "one cluster", wanted: "two or more");
        }

        int[] members = ClassLabels.Count(index, values.Length);
        FeatureMatrix rows = metric == DistanceMetric.Cosine ? features.NormalisedRows() : features;
        var result = new double[rows.Rows];
        Parallel.For(0, rows.Rows, new ParallelOptions { CancellationToken = cancellationToken }, row => result[row] = Of(rows, row, index, members, metric));
        return result;
    }

    /// <summary>Returns the mean over the rows.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="labels">Their clusters, any values; at least two distinct ones.</param>
    /// <param name="metric">How far apart rows are.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="HistoException">HS0002: there is not one label a row. HS1806: there is one cluster only.</exception>
    public static double Mean(FeatureMatrix features, ReadOnlySpan<int> labels, DistanceMetric metric = DistanceMetric.Euclidean, CancellationToken cancellationToken = default) =>
        Samples(features, labels, metric, cancellationToken).Average();

    private static double Of(FeatureMatrix rows, int row, int[] index, int[] members, DistanceMetric metric)
    {
        int own = index[row];
        if (members[own] == 1)
        {
            return 0;
        }

        Span<double> sums = members.Length <= 256 ? stackalloc double[members.Length] : new double[members.Length];
        sums.Clear();
        ReadOnlySpan<double> values = rows.Row(row);
        for (int other = 0; other < rows.Rows; other++)
        {
            if (other != row)
            {
                sums[index[other]] += metric == DistanceMetric.Cosine
                    ? 1 - DenseVector.Dot(values, rows.Row(other))
                    : Math.Sqrt(DenseVector.SquaredDistance(values, rows.Row(other)));
            }
        }

        double within = sums[own] / (members[own] - 1), next = double.PositiveInfinity;
        for (int c = 0; c < members.Length; c++)
        {
            next = c == own ? next : Math.Min(next, sums[c] / members[c]);
        }

        double larger = Math.Max(within, next);
        return larger == 0 ? 0 : (next - within) / larger;
    }
}
