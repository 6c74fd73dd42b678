using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Writes what a cross-validation found: metrics.json, predictions.csv, curves.csv and report.html.</summary>
/// <param name="result">The result.</param>
public sealed class CrossValidationFiles(CrossValidationResult result)
{
    /// <summary>Name of the page.</summary>
    public const string ReportName = "report.html";

    private static readonly (string Name, Func<ClassificationScores, double?> Value)[] Scores =
    [
        ("AUC", each => each.Auc), ("balanced accuracy", each => each.BalancedAccuracy), ("accuracy", each => each.Accuracy), ("F1 (macro)", each => each.F1Macro),
        ("kappa", each => each.Kappa), ("average precision", each => each.AveragePrecision), ("Brier score", each => each.Brier), ("calibration error", each => each.ExpectedCalibrationError),
    ];

    /// <summary>Gets heatmaps and attention behaviour to show; both empty by default.</summary>
    public IReadOnlyList<MilReportSlide> Slides { get; init; } = [];

    /// <summary>Gets how the model spends its attention; null to leave it out.</summary>
    public AttentionBehaviour? Behaviour { get; init; }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Made when missing; files of these names are replaced.</param>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "metrics.json"), Metrics().ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        AtomicFile.WriteText(Path.Combine(folder, "predictions.csv"), Predictions());
        AtomicFile.WriteText(Path.Combine(folder, "curves.csv"), Curves());
        MilReport.Write(Report(), Path.Combine(folder, ReportName));
    }

    /// <summary>Returns a sentence for people.</summary>
    public string Describe()
    {
        (string name, Func<IReadOnlyList<TestPrediction>, double?> main) = Statistics()[0];
        BootstrapInterval interval = result.Interval(main);
        FoldSummary? folds = result.Summary(main);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Options.Aggregator.Name}: {name} {folds?.Mean:0.000} (mean of {folds?.Folds} folds, standard error {folds?.StandardError ?? 0:0.000}); all test predictions together {interval.Estimate:0.000}, 95 % over patients {interval.Low:0.000} to {interval.High:0.000}");
    }

    /// <summary>Returns the content of metrics.json.</summary>
    public JsonObject Metrics()
    {
        var pooled = new JsonObject();
        var folds = new JsonObject();
        foreach ((string name, Func<IReadOnlyList<TestPrediction>, double?> value) in Statistics())
        {
            BootstrapInterval interval = result.Interval(value);
            FoldSummary? summary = result.Summary(value);
            pooled[Key(name)] = new JsonObject { ["value"] = interval.Estimate, ["low"] = interval.Low, ["high"] = interval.High, ["resamples"] = interval.Used };
            folds[Key(name)] = new JsonObject { ["mean"] = summary?.Mean, ["std"] = summary?.StandardDeviation, ["standardError"] = summary?.StandardError, ["folds"] = summary?.Folds };
        }

        TestPrediction[] first = [.. result.Predictions.Where(each => each.Repeat == 0)];
        ClassificationScores? patients = result.ScorePatients(first);
        return new JsonObject
        {
            ["aggregator"] = result.Options.Aggregator.Name,
            ["task"] = result.Cohort.Kind.ToString().ToLowerInvariant(),
            ["classes"] = new JsonArray([.. result.Cohort.Classes.Select(name => JsonValue.Create(name))]),
            ["bags"] = result.Cohort.Bags.Count,
            ["patients"] = result.Cohort.Patients.Count,
            ["groupedBy"] = result.Options.BySlide ? "slide" : "patient",
            ["seed"] = result.Options.Training.Seed,
            ["auc"] = result.Cohort.Kind == TargetKind.Classification ? folds["auc"]!["mean"]?.DeepClone() : null,
            ["balancedAccuracy"] = result.Cohort.Kind == TargetKind.Classification ? folds["balancedAccuracy"]!["mean"]?.DeepClone() : null,
            ["folds"] = folds,
            ["pooled"] = pooled,
            ["patientLevel"] = patients is null ? null : new JsonObject(Scores.Select(score => KeyValuePair.Create(Key(score.Name), (JsonNode?)score.Value(patients)))),
            ["perFold"] = new JsonArray([.. result.Folds.Select(fold => (JsonNode)new JsonObject(
                Statistics().Select(each => KeyValuePair.Create(Key(each.Name), (JsonNode?)each.Value(fold.Predictions)))
                    .Prepend(KeyValuePair.Create("test", (JsonNode?)fold.Predictions.Count)).Prepend(KeyValuePair.Create("chosenEpoch", (JsonNode?)(fold.ChosenEpoch + 1)))))]),
        };
    }

    private static string Key(string name) => name switch
    {
        "AUC" => "auc",
        "balanced accuracy" => "balancedAccuracy",
        "F1 (macro)" => "f1Macro",
        "average precision" => "averagePrecision",
        "Brier score" => "brier",
        "calibration error" => "calibrationError",
        "mean absolute error" => "meanAbsoluteError",
        "C-index" => "cIndex",
        _ => name,
    };

    private (string Name, Func<IReadOnlyList<TestPrediction>, double?> Value)[] Statistics() => result.Cohort.Kind switch
    {
        TargetKind.Classification => [.. Scores.Select(score => (score.Name, (Func<IReadOnlyList<TestPrediction>, double?>)(some => result.Score(some) is { } scores ? score.Value(scores) : null)))],
        TargetKind.Regression => [("mean absolute error", some => some.Count == 0 ? null : some.Average(each => Math.Abs(each.Prediction.Value!.Value - each.Bag.Label.Value!.Value)))],
        _ => [("C-index", result.Concordance)],
    };

    private string Predictions()
    {
        var text = new StringBuilder("repeat,fold,bag_id,patient,truth,prediction").AppendJoin(string.Empty, result.Cohort.Classes.Select(name => $",p_{name}")).Append(",tiles\n");
        foreach (TestPrediction each in result.Predictions)
        {
            string truth = each.Bag.Label.Class ?? (each.Bag.Label.Value ?? each.Bag.Label.Time)?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;
            string said = each.Prediction.Class ?? each.Prediction.Value?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{each.Repeat},{each.Fold},{each.Bag.Id},{each.Bag.Patient},{truth},{said}")
                .AppendJoin(string.Empty, each.Prediction.Probabilities.Select(value => string.Create(CultureInfo.InvariantCulture, $",{value:R}"))).Append(CultureInfo.InvariantCulture, $",{each.Prediction.Instances}\n");
        }

        return text.ToString();
    }

    private string Curves()
    {
        var text = new StringBuilder("training,epoch,learning_rate,training_loss,validation_loss\n");
        for (int i = 0; i < result.Folds.Count; i++)
        {
            foreach (EpochMeters each in result.Folds[i].Epochs)
            {
                text.Append(CultureInfo.InvariantCulture, $"{i},{each.Epoch},{each.LearningRate:R},{each.TrainingLoss:R},{each.ValidationLoss:R}\n");
            }
        }

        return text.ToString();
    }

    private MilReportInput Report()
    {
        TestPrediction[] first = [.. result.Predictions.Where(each => each.Repeat == 0)];
        List<string> warnings = [];
        if (result.Options.BySlide)
        {
            warnings.Add("Folds were made of slides, not of patients: slides of one patient may be on both sides, and scores measure memory of patients in part.");
        }

        if (!result.Cohort.Counts.PatientsKnown)
        {
            warnings.Add("The labels name no patients: every slide counts as a patient of its own.");
        }

        return new MilReportInput
        {
            Title = $"{result.Options.Aggregator.Name} on {result.Cohort.Bags.Count} bags",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{result.Folds.Count} trainings, seed {result.Options.Training.Seed}, {result.Cohort.Patients.Count} patients"),
            ClassNames = result.Cohort.Classes,
            Summary = [.. Statistics().Select(each => (each.Name, Interval: result.Interval(each.Value))).Select(each => new MilReportMetric(each.Name, each.Interval.Estimate ?? double.NaN, each.Interval.Low ?? double.NaN, each.Interval.High ?? double.NaN))],
            Folds = [.. result.Folds.Select((fold, i) => Fold(fold, i))],
            Predictions = [.. first.Select(Prediction)],
            Calibration = Calibrate(first),
            Behaviour = Behaviour,
            Slides = Slides,
            Warnings = warnings,
            Facts =
            [
                ("Cohort", result.Cohort.Counts.Describe()), ("Optimiser", result.Options.Training.Optimizer), ("Learning rate", result.Options.Training.LearningRate), ("Weight decay", result.Options.Training.WeightDecay),
                ("Epochs at most", result.Options.Training.Epochs), ("Epoch chosen by", result.Options.Training.Selection.ToString()), ("Classes", result.Options.Training.Balance.ToString()),
                ("Encoder", result.Cohort.Source.Origin.Encoder), ("Microns a pixel", result.Cohort.Source.Origin.Mpp), ("Features", result.Cohort.Source.Width),
            ],
        };
    }

    private MilReportFold Fold(FoldRecord fold, int index)
    {
        IReadOnlyList<double> Curve(Func<EpochMeters, double> value) => [.. fold.Epochs.Select(value)];
        var curves = new List<MilReportCurve>();
        if (fold.Epochs.Count > 0)
        {
            curves.Add(new MilReportCurve("training loss", Curve(each => each.TrainingLoss)));
        }

        if (fold.Epochs.Any(each => each.ValidationLoss is not null))
        {
            curves.Add(new MilReportCurve("validation loss", Curve(each => each.ValidationLoss ?? double.NaN)));
        }

        int rest = result.Cohort.Bags.Count - fold.Predictions.Count, validation = result.Options.Training.Selection == EpochSelection.Last ? 0 : (int)Math.Round(rest * result.Options.ValidationShare);
        return new MilReportFold
        {
            Number = index + 1, Training = rest - validation, Validation = validation, Test = fold.Predictions.Count, BestEpoch = fold.ChosenEpoch + 1,
            Metrics = [.. Statistics().Take(4).Select(each => (each.Name, each.Value(fold.Predictions) ?? double.NaN))], Curves = curves,
        };
    }

    private MilReportPrediction Prediction(TestPrediction each) => new()
    {
        SlideId = each.Bag.Id, PatientId = each.Bag.Patient, Fold = each.Fold + 1, TrueClass = each.Bag.Label.Class is { } name ? result.Cohort.Classes.ToList().IndexOf(name) : null,
        Probabilities = each.Prediction.Probabilities, Observed = each.Bag.Label.Value ?? each.Bag.Label.Time, Predicted = each.Prediction.Value,
    };

    private IReadOnlyList<MilReportCalibration> Calibrate(TestPrediction[] predictions)
    {
        if (result.Cohort.Kind != TargetKind.Classification)
        {
            return [];
        }

        int[] labels = [.. predictions.Select(each => result.Cohort.Classes.ToList().IndexOf(each.Bag.Label.Class!))];
        var matrix = new FeatureMatrix(predictions.Length, result.Cohort.Classes.Count, [.. predictions.SelectMany(each => each.Prediction.Probabilities)]);
        return [.. Calibration.Of(labels, matrix).Bins.Where(bin => bin.Confidence is not null && bin.Accuracy is not null).Select(bin => new MilReportCalibration(bin.Confidence!.Value, bin.Accuracy!.Value, bin.Count))];
    }
}
