namespace Histo.Ssl.Evaluation;

/// <summary>Areas under the ROC curve for more than two classes.</summary>
/// <remarks>Scores are one column a class; a class without true members is left out of the means.</remarks>
public static class MultiClassAuc
{
    /// <summary>Returns for each class the AUC of its column, the class against the rest; NaN for a class that no sample or every sample has.</summary>
    /// <param name="truth">Class of each sample, 0 to columns - 1.</param>
    /// <param name="scores">Samples x classes.</param>
    /// <exception cref="HistoException">HS0002: there is not one label a row, or a label has no column. HS1809: a score is not a number.</exception>
    public static double[] OneVersusRest(ReadOnlySpan<int> truth, FeatureMatrix scores)
    {
        int[] support = Support(truth, scores);
        var result = new double[scores.Columns];
        var positive = new bool[truth.Length];
        var column = new double[truth.Length];
        for (int c = 0; c < result.Length; c++)
        {
            for (int i = 0; i < positive.Length; i++)
            {
                positive[i] = truth[i] == c;
                column[i] = scores.Row(i)[c];
            }

            result[c] = support[c] == 0 || support[c] == truth.Length ? double.NaN : RocCurve.Auc(positive, column);
        }

        return result;
    }

    /// <summary>Returns the plain mean of <see cref="OneVersusRest"/> over the classes that occur.</summary>
    /// <param name="truth">Class of each sample, 0 to columns - 1.</param>
    /// <param name="scores">Samples x classes. With two classes this is the binary AUC when the columns add up to a constant.</param>
    /// <exception cref="HistoException">As <see cref="OneVersusRest"/>; HS1806: there is one class only.</exception>
    public static double Macro(ReadOnlySpan<int> truth, FeatureMatrix scores) => Mean(truth, scores, static _ => 1);

    /// <summary>Returns the mean of <see cref="OneVersusRest"/>, weighted by the number of true members.</summary>
    /// <param name="truth">Class of each sample, 0 to columns - 1.</param>
    /// <param name="scores">Samples x classes.</param>
    /// <exception cref="HistoException">As <see cref="OneVersusRest"/>; HS1806: there is one class only.</exception>
    public static double Weighted(ReadOnlySpan<int> truth, FeatureMatrix scores) => Mean(truth, scores, static support => support);

    /// <summary>Returns the mean over all pairs of classes of how well the two columns tell their members apart.</summary>
    /// <param name="truth">Class of each sample, 0 to columns - 1.</param>
    /// <param name="scores">Samples x classes.</param>
    /// <exception cref="HistoException">As <see cref="OneVersusRest"/>; HS1806: there is one class only.</exception>
    /// <remarks>Source: D. Hand, R. Till, Machine Learning 45, 2001.</remarks>
    public static double OneVersusOne(ReadOnlySpan<int> truth, FeatureMatrix scores)
    {
        int[] support = Support(truth, scores);
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < support.Length; a++)
        {
            for (int b = a + 1; b < support.Length; b++)
            {
                if (support[a] > 0 && support[b] > 0)
                {
                    sum += (PairAuc(truth, scores, a, b) + PairAuc(truth, scores, b, a)) / 2;
                    pairs++;
                }
            }
        }

        return pairs > 0 ? sum / pairs : throw OneClass();
    }

    private static double PairAuc(ReadOnlySpan<int> truth, FeatureMatrix scores, int positiveClass, int negativeClass)
    {
        List<bool> positive = [];
        List<double> column = [];
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] == positiveClass || truth[i] == negativeClass)
            {
                positive.Add(truth[i] == positiveClass);
                column.Add(scores.Row(i)[positiveClass]);
            }
        }

        return RocCurve.Auc(positive.ToArray(), column.ToArray());
    }

    private static double Mean(ReadOnlySpan<int> truth, FeatureMatrix scores, Func<int, double> weight)
    {
        int[] support = Support(truth, scores);
        double[] each = OneVersusRest(truth, scores);
        double sum = 0, weights = 0;
        for (int c = 0; c < each.Length; c++)
        {
            if (!double.IsNaN(each[c]))
            {
                sum += weight(support[c]) * each[c];
                weights += weight(support[c]);
            }
        }

        return weights > 0 ? sum / weights : throw OneClass();
    }

    private static int[] Support(ReadOnlySpan<int> truth, FeatureMatrix scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        scores.RequireLabels(truth.Length);
        return ClassLabels.Count(truth, scores.Columns);
    }

    private static HistoException OneClass() =>
        new(ErrorCodes.ClassMissing, "a ranking needs two classes", seen: "one class", wanted: "two or more", action: "Use fewer folds or more slides, so that each test set has two classes.");
}
