namespace Histo.Ssl.Evaluation;

/// <summary>Shifts and scales each feature to mean 0 and standard deviation 1, as fitted on the training rows.</summary>
/// <remarks>The deviation is the biased one (divided by the number of rows); a feature that never changes is shifted only.</remarks>
public sealed class Standardiser
{
    private readonly double[] _mean, _scale;

    private Standardiser(double[] mean, double[] scale) => (_mean, _scale) = (mean, scale);

    /// <summary>Fits means and deviations.</summary>
    /// <param name="features">The training rows.</param>
    public static Standardiser Fit(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        double[] mean = new double[features.Columns], scale = new double[features.Columns];
        for (int row = 0; row < features.Rows; row++)
        {
            DenseVector.AddScaled(mean, 1.0 / features.Rows, features.Row(row));
        }

        for (int row = 0; row < features.Rows; row++)
        {
            ReadOnlySpan<double> values = features.Row(row);
            for (int i = 0; i < scale.Length; i++)
            {
                double difference = values[i] - mean[i];
                scale[i] += difference * difference;
            }
        }

        for (int i = 0; i < scale.Length; i++)
        {
            // Below this a "deviation" is the rounding of a constant feature.
            double deviation = Math.Sqrt(scale[i] / features.Rows);
            scale[i] = deviation > 1e-12 * Math.Abs(mean[i]) ? 1 / deviation : 1;
        }

        return new Standardiser(mean, scale);
    }

    /// <summary>Returns a standardised copy.</summary>
    /// <param name="features">Rows of the same length as those that were fitted.</param>
    /// <exception cref="HistoException">HS0002: the rows have another length.</exception>
    public FeatureMatrix Transform(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireColumns(_mean.Length);
        var result = new FeatureMatrix(features.Rows, features.Columns);
        features.Values.CopyTo(result.Values, 0);
        for (int row = 0; row < features.Rows; row++)
        {
            Transform(result.Row(row));
        }

        return result;
    }

    /// <summary>Standardises one row in place.</summary>
    internal void Transform(Span<double> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (row[i] - _mean[i]) * _scale[i];
        }
    }
}
