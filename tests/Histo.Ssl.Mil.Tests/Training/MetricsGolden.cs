using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Training;

/// <summary>Slide metrics against scikit-learn's.</summary>
public sealed class MetricsGolden : IGoldenCheck
{
    public string Stem => "metrics";

    public void Check(GoldenCase golden)
    {
        if (golden.Name == "fold_summary")
        {
            FoldSummary(golden);
        }
        else if (golden.Name == "patient")
        {
            Patient(golden);
        }
        else if (golden.Has("in/score"))
        {
            Binary(golden);
        }
        else
        {
            MultiClass(golden);
        }
    }

    private static void Binary(GoldenCase golden)
    {
        int[] labels = Labels(golden);
        double[] scores = golden.Doubles("in/score");
        bool[] positive = Array.ConvertAll(labels, label => label == 1);
        int[] predicted = new YoudenThreshold(golden.Scalar("in/threshold"), 0, 0).Predict(scores);
        ClassificationScores found = ClassificationScores.Of(labels, TwoColumns(scores), predicted);
        Common(golden, found);
        golden.ShouldMatch("out/f1", found.F1PerClass[1]);
        golden.ShouldMatch("out/mcc", found.Confusion.Matthews);
        golden.ShouldMatch("out/brier", found.Brier);
        golden.ShouldMatch("out/log_loss", found.LogLoss);
        golden.ShouldMatch("out/sensitivity_specificity", found.SensitivityPerClass[1] ?? double.NaN, found.SpecificityPerClass[1] ?? double.NaN);
        if (!golden.Has("out/roc_auc"))
        {
            (found.Auc, found.AveragePrecision).Should().Be((null, null), "there is one class");
            return;
        }

        golden.ShouldMatch("out/roc_auc", found.Auc!.Value);
        golden.ShouldMatch("out/average_precision", found.AveragePrecision!.Value);
        var curve = RocCurve.Of(positive, scores);
        golden.ShouldMatch("out/roc_fpr_all", [.. curve.FalsePositiveRate.Skip(1)]);
        golden.ShouldMatch("out/roc_tpr_all", [.. curve.TruePositiveRate.Skip(1)]);
        golden.ShouldMatch("out/roc_threshold_all", [.. curve.Thresholds.Skip(1)]);
        var youden = YoudenThreshold.Of(positive, scores);
        golden.ShouldMatch("out/youden_fpr_tpr_threshold", youden.FalsePositiveRate, youden.TruePositiveRate, youden.Threshold);
        golden.ShouldMatch("out/youden_j_max", youden.J);
    }

    private static void MultiClass(GoldenCase golden)
    {
        int[] labels = Labels(golden), shape = Array.ConvertAll(golden.Shape("in/prob"), size => (int)size);
        var probabilities = new FeatureMatrix(shape[0], shape[1], golden.Doubles("in/prob"));
        ClassificationScores found = ClassificationScores.Of(labels, probabilities);
        ClassificationScores.Of(Array.ConvertAll(golden.Longs("out/pred"), label => (int)label), probabilities).Accuracy.Should().Be(1, "out/pred is the class of the largest probability");
        Common(golden, found);
        golden.ShouldMatch("out/auc_macro_present", found.Auc!.Value);
        golden.ShouldMatch("out/auc_per_class", [.. found.AucPerClass.Select(auc => auc ?? double.NaN)]);
        golden.ShouldMatch("out/f1_macro_all_classes", found.F1MacroAllClasses);
        golden.ShouldMatch("out/f1_micro", found.Accuracy);
        golden.ShouldMatch("out/f1_per_class", [.. found.F1PerClass]);
        golden.ShouldMatch("out/kappa_linear", found.Confusion.Kappa(KappaWeighting.Linear));
        golden.ShouldMatch("out/kappa_quadratic", found.QuadraticKappa!.Value);
        if (golden.Has("out/auc_ovo_macro"))
        {
            golden.ShouldMatch("out/auc_ovo_macro", MultiClassAuc.OneVersusOne(labels, probabilities));
            golden.ShouldMatch("out/auc_ovr_weighted", MultiClassAuc.Weighted(labels, probabilities));
        }
    }

    private static void Common(GoldenCase golden, ClassificationScores found)
    {
        golden.ShouldMatch("out/accuracy", found.Accuracy);
        golden.ShouldMatch("out/balanced_accuracy", found.BalancedAccuracy);
        golden.ShouldMatch("out/f1_macro", found.F1Macro);
        golden.ShouldMatch("out/f1_weighted", found.F1Weighted);
        golden.ShouldMatch("out/kappa", found.Kappa!.Value);
        int classes = found.Confusion.Labels.Count;
        golden.ShouldMatch("out/confusion", [.. Enumerable.Range(0, classes * classes).Select(cell => (double)found.Confusion[cell / classes, cell % classes])]);
    }

    private static void Patient(GoldenCase golden)
    {
        int[] labels = Labels(golden);
        string[] patients = Array.ConvertAll(golden.Longs("in/patient"), each => each.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
        FeatureMatrix slides = TwoColumns(golden.Doubles("in/score"));
        var found = PatientScores.Of(patients, labels, slides, PatientLabelRule.Largest);
        int[] order = [.. Enumerable.Range(0, found.Patients.Count).OrderBy(each => found.Patients[each], StringComparer.Ordinal)];
        golden.ShouldMatch("out/label", [.. order.Select(each => (double)found.Labels[each])]);
        golden.ShouldMatch("out/score", [.. order.Select(each => found.Probabilities.Row(each)[1])]);
        golden.ShouldMatch("out/roc_auc_slide", ClassificationScores.Of(labels, slides).Auc!.Value);
        golden.ShouldMatch("out/roc_auc_patient", ClassificationScores.Of([.. found.Labels], found.Probabilities).Auc!.Value);
    }

    private static void FoldSummary(GoldenCase golden)
    {
        double[] values = golden.Doubles("in/values");
        var found = Ssl.Evaluation.FoldSummary.Of(values);
        double population = found.StandardDeviation!.Value * Math.Sqrt((values.Length - 1.0) / values.Length);
        golden.ShouldMatch("out/mean_std1_std0_se", found.Mean, found.StandardDeviation!.Value, population, found.StandardError!.Value);
        golden.ShouldMatch("out/t95", found.Low!.Value, found.High!.Value);
    }

    private static int[] Labels(GoldenCase golden) => Array.ConvertAll(golden.Longs("in/label"), label => (int)label);

    private static FeatureMatrix TwoColumns(double[] scores) => new(scores.Length, 2, [.. scores.SelectMany(score => new[] { 1 - score, score })]);
}
