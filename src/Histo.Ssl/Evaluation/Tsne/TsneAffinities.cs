namespace Histo.Ssl.Evaluation;

/// <summary>How near the rows of a t-SNE are to each other, as probabilities.</summary>
internal static class TsneAffinities
{
    /// <summary>P = (p_j|i + p_i|j) / 2n: symmetric, sums to 1, zero on the diagonal.</summary>
    public static double[][] Joint(FeatureMatrix features, double perplexity, CancellationToken cancellation)
    {
        double[][] rows = Conditional(features, perplexity, new double[features.Rows], cancellation);
        double scale = 0.5 / features.Rows;
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            // The task of row i alone touches the pairs (i, j) and (j, i) with j behind i.
            for (int j = i + 1; j < rows.Length; j++)
            {
                rows[i][j] = rows[j][i] = scale * (rows[i][j] + rows[j][i]);
            }
        });
        return rows;
    }

    /// <summary>p_j|i = softmax over j of -beta_i d_ij^2 with beta_i such that row i has the perplexity; receives the betas.</summary>
    public static double[][] Conditional(FeatureMatrix features, double perplexity, double[] betas, CancellationToken cancellation)
    {
        var rows = new double[features.Rows][];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            rows[i] = SquaredDistances(features, i);
            betas[i] = PerplexitySearch.Calibrate(rows[i], i, perplexity);
        });
        return rows;
    }

    public static double[] SquaredDistances(FeatureMatrix features, int row)
    {
        double[] distances = new double[features.Rows];
        for (int j = 0; j < distances.Length; j++)
        {
            distances[j] = DenseVector.SquaredDistance(features.Row(row), features.Row(j));
        }

        return distances;
    }
}
