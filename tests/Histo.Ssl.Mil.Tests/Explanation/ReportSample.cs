using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;

namespace Histo.Ssl.Mil.Tests.Explanation;

/// <summary>A report of an invented cross-validation.</summary>
internal static class ReportSample
{
    public static readonly string[] Classes = ["normal", "tumour <5 mm"];

    public static MilReportInput Input(int slides = 60) => new()
    {
        Title = "gated-abmil on a sample",
        Subtitle = "3 folds by patient, seed 1",
        ClassNames = Classes,
        Summary = [new("AUC, slides", 0.873, 0.81, 0.93), new("Balanced accuracy, slides", 0.8, 0.72, 0.87), new("F1, macro", double.NaN)],
        Folds = [.. Enumerable.Range(1, 3).Select(Fold)],
        Predictions = [.. Enumerable.Range(0, slides).Select(Prediction)],
        Calibration = [new(0.55, 0.5, 10), new(0.75, 0.8, 30), new(0.95, 0.9, 20)],
        Behaviour = AttentionBehaviour.Of([new("a", [0.9, 0.1], [true, false]), new("b", [0.2, 0.3, 0.5], [true, false, false]), new("c", [0.25, 0.25, 0.25, 0.25])]),
        Slides = [new("slide-1", Heatmap(), "predicted tumour, is tumour", Heatmap())],
        Warnings = ["Features come from tiles of two resolutions."],
        Facts = [("Aggregator", "gated-abmil"), ("Seed", 1)],
    };

    public static MilReportPrediction Prediction(int index)
    {
        double positive = ((index * 37) % 100) / 100.0;
        return new MilReportPrediction
        {
            SlideId = $"slide-{index}",
            PatientId = $"patient-{index / 2}",
            Fold = 1 + (index / 2 % 3),
            TrueClass = positive + (index % 5 * 0.1) > 0.6 ? 1 : 0,
            Probabilities = [1 - positive, positive],
        };
    }

    private static MilReportFold Fold(int number) => new()
    {
        Number = number,
        Training = 30,
        Validation = 10,
        Test = 20,
        BestEpoch = 4 + number,
        Metrics = [("AUC", 0.8 + (0.03 * number)), ("balanced accuracy", number == 2 ? double.NaN : 0.7)],
        Curves = [new("training loss", [.. Enumerable.Range(1, 15).Select(epoch => (0.7 + (0.05 * number)) / epoch)]), new("validation loss", [.. Enumerable.Range(1, 15).Select(epoch => 0.3 + (0.4 / epoch) + (0.01 * epoch))])],
    };

    private static byte[] Heatmap() => AttentionHeatmap.Draw([0.1, 0.2, 0.7], new TilePositions([0, 1, 2], [0, 1, 0], 1, 1));
}
