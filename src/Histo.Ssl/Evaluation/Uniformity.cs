namespace Histo.Ssl.Evaluation;

/// <summary>How evenly features cover the sphere: log of the mean of exp(-2 |x - y|^2) over pairs of rows scaled to length 1.</summary>
/// <remarks>
/// 0 when all rows point the same way; the more negative, the more evenly spread (about -4 for many random directions). Source: T. Wang, P. Isola, ICML 2020, equation 2 with t = 2, over unordered pairs.
/// </remarks>
public static class Uniformity
{
    private const double Temperature = 2;

    /// <summary>Computes the uniformity.</summary>
    /// <param name="features">Two rows or more.</param>
    /// <param name="maxRows">Above so many rows that many are drawn; time grows with their square. Default 2,000.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="HistoException">HS0001: <paramref name="maxRows"/> is below 2. HS0002: there is one row only.</exception>
    public static double Of(FeatureMatrix features, int maxRows = 2000, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (maxRows < 2)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "uniformity looks at pairs of rows", nameof(maxRows), maxRows, "2 or more");
        }

        if (features.Rows < 2)
        {
            throw new HistoException(ErrorCodes.WrongShape, "uniformity needs two rows", seen: features.Rows, wanted: "2 or more");
        }

        FeatureMatrix rows = features.Select(RowSample.Of(features.Rows, maxRows, seed)).NormalisedRows();
        var sums = new double[rows.Rows];
        Parallel.For(0, rows.Rows, row => sums[row] = After(rows, row));
        return Math.Log(sums.Sum() / (rows.Rows * (rows.Rows - 1.0) / 2));
    }

    private static double After(FeatureMatrix rows, int row)
    {
        ReadOnlySpan<double> values = rows.Row(row);
        double sum = 0;
        for (int other = row + 1; other < rows.Rows; other++)
        {
            sum += Math.Exp(-Temperature * DenseVector.SquaredDistance(values, rows.Row(other)));
        }

        return sum;
    }
}
