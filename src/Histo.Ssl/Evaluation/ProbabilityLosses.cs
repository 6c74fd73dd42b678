namespace Histo.Ssl.Evaluation;

/// <summary>Proper scores of class probabilities.</summary>
internal static class ProbabilityLosses
{
    private const double Clip = 1e-6;

    /// <summary>Mean of -ln p(true class), p clipped to [1e-6, 1 - 1e-6].</summary>
    public static double Log(ReadOnlySpan<int> labels, FeatureMatrix probabilities)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            sum -= Math.Log(Math.Clamp(probabilities.Row(i)[labels[i]], Clip, 1 - Clip));
        }

        return sum / labels.Length;
    }

    /// <summary>Two classes: mean of (p(1) - y)^2. More: mean of the squared distance of the row from the one-hot label.</summary>
    public static double Brier(ReadOnlySpan<int> labels, FeatureMatrix probabilities)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Span<double> row = probabilities.Row(i);
            for (int c = row.Length == 2 ? 1 : 0; c < row.Length; c++)
            {
                double distance = row[c] - (labels[i] == c ? 1 : 0);
                sum += distance * distance;
            }
        }

        return sum / labels.Length;
    }
}
