namespace Histo.Ssl.Evaluation;

/// <summary>Receiver operating characteristic of a binary score, and numbers made from it.</summary>
/// <remarks>Larger scores mean positive. Ties count one half. Invariant under strictly increasing transforms of the score.</remarks>
public sealed class RocCurve
{
    private RocCurve(double[] falsePositiveRate, double[] truePositiveRate, double[] thresholds) =>
        (FalsePositiveRate, TruePositiveRate, Thresholds) = (falsePositiveRate, truePositiveRate, thresholds);

    /// <summary>Gets the share of negatives at or above each threshold; begins with 0.</summary>
    public IReadOnlyList<double> FalsePositiveRate { get; }

    /// <summary>Gets the share of positives at or above each threshold; begins with 0.</summary>
    public IReadOnlyList<double> TruePositiveRate { get; }

    /// <summary>Gets the distinct scores from the largest down, behind an infinite one.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Computes the curve with a point for every distinct score.</summary>
    /// <param name="positive">Which samples are positive.</param>
    /// <param name="scores">Their scores.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1806: one of the classes is missing. HS1809: a score is not a number.</exception>
    public static RocCurve Of(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores)
    {
        int[] order = BinaryScores.Descending(positive, scores, out int positives, out int negatives);
        List<double> fpr = [0], tpr = [0], thresholds = [double.PositiveInfinity];
        int above = 0, correct = 0;
        while (above < order.Length)
        {
            double threshold = scores[order[above]];
            for (; above < order.Length && scores[order[above]] == threshold; above++)
            {
                correct += positive[order[above]] ? 1 : 0;
            }

            tpr.Add((double)correct / positives);
            fpr.Add((double)(above - correct) / negatives);
            thresholds.Add(threshold);
        }

        return new RocCurve([.. fpr], [.. tpr], [.. thresholds]);
    }

    /// <summary>Returns the area under the curve: the chance that a positive scores above a negative, ties one half.</summary>
    /// <param name="positive">Which samples are positive.</param>
    /// <param name="scores">Their scores.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1806: one of the classes is missing. HS1809: a score is not a number.</exception>
    /// <remarks>Source: J. Hanley, B. McNeil, Radiology 143, 1982 (the Mann-Whitney form).</remarks>
    public static double Auc(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores)
    {
        int[] order = BinaryScores.Descending(positive, scores, out int positives, out int negatives);

        // Twice the number of (positive, negative) pairs in the right order; a tie is worth one.
        long wins = 0, positivesAbove = 0;
        for (int first = 0; first < order.Length;)
        {
            int end = first, tiedPositives = 0;
            for (; end < order.Length && scores[order[end]] == scores[order[first]]; end++)
            {
                tiedPositives += positive[order[end]] ? 1 : 0;
            }

            long tiedNegatives = end - first - tiedPositives;
            wins += tiedNegatives * ((2 * positivesAbove) + tiedPositives);
            positivesAbove += tiedPositives;
            first = end;
        }

        return wins / (2.0 * positives * negatives);
    }

    /// <summary>Returns the average precision: precision at each threshold, weighted by the recall gained there. No interpolation.</summary>
    /// <param name="positive">Which samples are positive.</param>
    /// <param name="scores">Their scores.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1806: one of the classes is missing. HS1809: a score is not a number.</exception>
    public static double AveragePrecision(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores)
    {
        int[] order = BinaryScores.Descending(positive, scores, out int positives, out _);
        double sum = 0;
        int above = 0, correct = 0;
        while (above < order.Length)
        {
            int before = correct;
            double threshold = scores[order[above]];
            for (; above < order.Length && scores[order[above]] == threshold; above++)
            {
                correct += positive[order[above]] ? 1 : 0;
            }

            sum += (double)(correct - before) / positives * correct / above;
        }

        return sum;
    }
}
