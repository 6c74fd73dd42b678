using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>ROC-AUC, average precision, F1, kappa and the like against scikit-learn.</summary>
public class EvalMetricsGolden : IGoldenCheck
{
    public string Stem => "eval_metrics";

    public void Check(GoldenCase golden)
    {
        int[] truth = golden.Ints("y_true"), predicted = golden.Ints("y_pred");
        ConfusionMatrix confusion = ConfusionMatrix.Of(truth, predicted);
        var actual = new Dictionary<string, double[]>
        {
            ["accuracy"] = [confusion.Accuracy],
            ["balanced_accuracy"] = [confusion.BalancedAccuracy],
            ["f1_macro"] = [confusion.MacroF1],
            ["f1_weighted"] = [confusion.WeightedF1],
            ["f1_per_class"] = [.. confusion.F1],
            ["f1_binary"] = [confusion.F1Of(1)],
            ["cohen_kappa"] = [confusion.Kappa()],
            ["kappa_unweighted"] = [confusion.Kappa()],
            ["kappa_linear"] = [confusion.Kappa(KappaWeighting.Linear)],
            ["kappa_quadratic"] = [confusion.Kappa(KappaWeighting.Quadratic)],
            ["matthews"] = [confusion.Matthews],
            ["confusion"] = [.. from t in Enumerable.Range(0, confusion.Labels.Count) from p in Enumerable.Range(0, confusion.Labels.Count) select (double)confusion[t, p]],
        };
        if (golden.Has("score"))
        {
            AddBinary(golden, truth, actual);
        }

        if (golden.Has("probabilities"))
        {
            AddMultiClass(golden, truth, actual);
        }

        foreach (string key in golden.Keys.Except(["y_true", "y_pred", "score", "probabilities"]))
        {
            golden.ShouldMatch(key, actual[key]);
        }
    }

    private static void AddBinary(GoldenCase golden, int[] truth, Dictionary<string, double[]> actual)
    {
        bool[] positive = Array.ConvertAll(truth, label => label == 1);
        double[] score = golden.Doubles("score");
        RocCurve curve = RocCurve.Of(positive, score);
        actual["roc_auc"] = [RocCurve.Auc(positive, score)];
        actual["average_precision"] = [RocCurve.AveragePrecision(positive, score)];
        actual["fpr"] = [.. curve.FalsePositiveRate];
        actual["tpr"] = [.. curve.TruePositiveRate];
        double threshold = golden.Number("threshold");
        score.Select(value => value > threshold ? 1 : 0).Should().Equal(golden.Ints("y_pred"));
    }

    private static void AddMultiClass(GoldenCase golden, int[] truth, Dictionary<string, double[]> actual)
    {
        FeatureMatrix probabilities = golden.Matrix("probabilities");
        actual["roc_auc_per_class"] = MultiClassAuc.OneVersusRest(truth, probabilities);
        actual["roc_auc_ovr_macro"] = [MultiClassAuc.Macro(truth, probabilities)];
        actual["roc_auc_ovr_weighted"] = [MultiClassAuc.Weighted(truth, probabilities)];
        actual["roc_auc_ovo_macro"] = [MultiClassAuc.OneVersusOne(truth, probabilities)];
    }
}
