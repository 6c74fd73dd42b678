namespace Histo.Ssl.Evaluation;

/// <summary>AUC of class scores: binary for two classes, one-versus-rest macro mean for more.</summary>
internal static class ProbeScores
{
    public static double Auc(ReadOnlySpan<int> truth, FeatureMatrix scores)
    {
        if (scores.Columns != 2)
        {
            return MultiClassAuc.Macro(truth, scores);
        }

        scores.RequireLabels(truth.Length);
        var positive = new bool[truth.Length];
        var column = new double[truth.Length];
        for (int i = 0; i < positive.Length; i++)
        {
            positive[i] = truth[i] == 1;
            column[i] = scores.Row(i)[1];
        }

        return RocCurve.Auc(positive, column);
    }
}
