namespace Histo.Ssl.Evaluation;

/// <summary>Standard deviation of each feature: near 0 in all of them means that an encoder has collapsed.</summary>
public static class FeatureSpread
{
    /// <summary>Returns the unbiased standard deviation of each feature.</summary>
    /// <param name="features">Two rows or more.</param>
    /// <exception cref="HistoException">HS0002: there is one row only.</exception>
    public static double[] PerDimension(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows < 2)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a deviation needs two rows", seen: features.Rows, wanted: "2 or more");
        }

        double[] mean = new double[features.Columns], deviation = new double[features.Columns];
        for (int row = 0; row < features.Rows; row++)
        {
            DenseVector.AddScaled(mean, 1.0 / features.Rows, features.Row(row));
        }

        for (int row = 0; row < features.Rows; row++)
        {
            ReadOnlySpan<double> values = features.Row(row);
            for (int i = 0; i < deviation.Length; i++)
            {
                deviation[i] += (values[i] - mean[i]) * (values[i] - mean[i]);
            }
        }

        return Array.ConvertAll(deviation, sum => Math.Sqrt(sum / (features.Rows - 1)));
    }

    /// <summary>Returns the mean deviation of rows scaled to length 1, times the root of the dimensions: about 1 for features spread evenly over the sphere, 0 for collapse.</summary>
    /// <param name="features">Two rows or more.</param>
    /// <exception cref="HistoException">HS0002: there is one row only.</exception>
    /// <remarks>Source: X. Chen, K. He, SimSiam, CVPR 2021, section 4.1.</remarks>
    public static double OnSphere(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return PerDimension(features.NormalisedRows()).Average() * Math.Sqrt(features.Columns);
    }
}
