namespace Histo.Ssl.Evaluation;

/// <summary>Checks and orders the scores of a binary problem.</summary>
internal static class BinaryScores
{
    public static int[] Descending(ReadOnlySpan<bool> positive, ReadOnlySpan<double> scores, out int positives, out int negatives)
    {
        if (positive.Length != scores.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one score a sample", seen: scores.Length, wanted: positive.Length);
        }

        positives = 0;
        var keys = new double[scores.Length];
        var order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new HistoException(ErrorCodes.ScoreNotFinite, "a score is not a number", seen: $"NaN at {i}", wanted: "numbers", action: "Check the features and the model for values that are not finite.");
            }

            positives += positive[i] ? 1 : 0;
            keys[i] = -scores[i];
            order[i] = i;
        }

        negatives = order.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new HistoException(
                ErrorCodes.ClassMissing, "a ranking needs both classes", seen: $"{positives} positive, {negatives} negative", wanted: "at least one of each", action: "Use fewer folds or more slides, so that each test set has both classes.");
        }

        Array.Sort(keys, order);
        return order;
    }
}
