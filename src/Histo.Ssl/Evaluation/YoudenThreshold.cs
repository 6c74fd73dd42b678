namespace Histo.Ssl.Evaluation;

/// <summary>The threshold of a binary score that maximises Youden's J = sensitivity + specificity - 1.</summary>
/// <remarks>
/// Choose it on validation data only, and apply it to the test data as it is: a threshold that was chosen on the samples it is then judged by
/// flatters the model. A sample is positive when its score is at or above the threshold. Of equal J the largest threshold is taken.
/// Source: W. Youden, Cancer 3, 1950; DTFD-MIL and dsmil-wsi choose their thresholds so (but on the fold they report).
/// </remarks>
/// <param name="Threshold">The score. "Largest score + 1" when calling nothing positive is best.</param>
/// <param name="TruePositiveRate">Share of positives at or above it.</param>
/// <param name="FalsePositiveRate">Share of negatives at or above it.</param>
public sealed record YoudenThreshold(double Threshold, double TruePositiveRate, double FalsePositiveRate)
{
    /// <summary>Gets Youden's J, 0 to 1.</summary>
    public double J => TruePositiveRate - FalsePositiveRate;

    /// <summary>Finds the threshold.</summary>
    /// <param name="positive">Which validation samples are positive.</param>
    /// <param name="scores">Their scores.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1806: one of the classes is missing. HS1809: a score is not a number.</exception>
    public static YoudenThreshold Of(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores)
    {
        RocCurve curve = RocCurve.Of(positive, scores);
        int best = 0;
        for (int point = 1; point < curve.Thresholds.Count; point++)
        {
            best = Rise(point) > Rise(best) ? point : best;
        }

        return new YoudenThreshold(best == 0 ? curve.Thresholds[1] + 1 : curve.Thresholds[best], curve.TruePositiveRate[best], curve.FalsePositiveRate[best]);

        double Rise(int point) => curve.TruePositiveRate[point] - curve.FalsePositiveRate[point];
    }

    /// <summary>Returns class 1 for each score at or above the threshold, class 0 for the others.</summary>
    /// <param name="scores">Scores.</param>
    public int[] Predict(ReadOnlySpan<double> scores)
    {
        var classes = new int[scores.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = scores[i] >= Threshold ? 1 : 0;
        }

        return classes;
    }
}
