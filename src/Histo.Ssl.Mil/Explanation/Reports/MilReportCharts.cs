using System.Globalization;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>The drawn parts of the report.</summary>
internal static class MilReportCharts
{
    /// <summary>Adds ROC curves, calibration and confusion matrix.</summary>
    public static void AddDiagnostics(ReportSection section, MilReportInput input)
    {
        MilReportPrediction[] known = [.. input.Predictions.Where(each => each.TrueClass is not null)];
        AddRoc(section, input.ClassNames, known);
        if (input.Calibration.Count > 0)
        {
            AddCalibration(section, input.Calibration);
        }

        var table = new ReportTable("Confusion matrix: rows are true, columns predicted", [new("true class"), .. input.ClassNames.Select(name => new ReportColumn(name)), new("found", "P1")]);
        for (int truth = 0; truth < input.ClassNames.Count; truth++)
        {
            MilReportPrediction[] own = [.. known.Where(each => each.TrueClass == truth)];
            int[] counts = [.. Enumerable.Range(0, input.ClassNames.Count).Select(predicted => own.Count(each => each.PredictedClass == predicted))];
            table.Row([input.ClassNames[truth], .. counts.Select(count => (object?)count), own.Length == 0 ? null : (double)counts[truth] / own.Length]);
        }

        section.Table(table);
    }

    /// <summary>Adds what was measured epoch by epoch: a chart a name, a line a fold.</summary>
    public static void AddTraining(ReportSection section, IReadOnlyList<MilReportFold> folds)
    {
        foreach (string name in folds.SelectMany(fold => fold.Curves).Select(curve => curve.Name).Distinct(StringComparer.Ordinal))
        {
            ChartSeries[] series = [.. from fold in folds
                from curve in fold.Curves
                where curve.Name == name
                select new ChartSeries(string.Create(CultureInfo.InvariantCulture, $"fold {fold.Number}"), [.. Enumerable.Range(1, curve.Values.Count).Select(epoch => (double)epoch)], curve.Values)];
            if (series.Any(each => each.Y.Any(double.IsFinite)))
            {
                section.Chart(new LineChart { Title = name, XTitle = "epoch", YTitle = name, Series = series });
            }
        }
    }

    /// <summary>Adds the attention's behaviour.</summary>
    public static void AddBehaviour(ReportSection section, AttentionBehaviour behaviour)
    {
        section.Paragraph("Attention sums to 1 over a slide. A largest attention near 1 means that one tile decides. Alignments ask whether the tiles that were looked at are annotated as positive; they count slides with annotated tiles only.");
        section.Highlights(
            ("Largest attention 0.5 or more", Share(behaviour.HighAttentionRatio), string.Create(CultureInfo.InvariantCulture, $"of {behaviour.Slides} slides")),
            ("Top tile is positive", Share(behaviour.Top1Alignment), string.Create(CultureInfo.InvariantCulture, $"of {behaviour.PositiveSlides} positive slides")),
            ("Positives among the top five", Share(behaviour.Top5Alignment), "mean over positive slides"),
            ("Positives among tiles of 0.5 or more", Share(behaviour.HighAlignment), "pooled over positive slides"));
        // Drawn as steps: two points an interval.
        double bins = behaviour.Histogram.Count;
        section.Chart(new LineChart
        {
            Title = "How many slides have which largest attention",
            XTitle = "largest attention",
            YTitle = "slides",
            Series = [new ChartSeries("slides", [.. behaviour.Histogram.SelectMany((_, bin) => new[] { bin / bins, (bin + 1) / bins })], [.. behaviour.Histogram.SelectMany(count => new double[] { count, count })])],
        });
    }

    private static void AddRoc(ReportSection section, IReadOnlyList<string> names, MilReportPrediction[] known)
    {
        var series = new List<ChartSeries>();
        int first = names.Count == 2 ? 1 : 0;
        for (int index = first; index < names.Count; index++)
        {
            bool[] positive = [.. known.Select(each => each.TrueClass == index)];
            if (positive.Contains(true) && positive.Contains(false))
            {
                double[] scores = [.. known.Select(each => each.Probabilities[index])];
                RocCurve curve = RocCurve.Of(positive, scores);
                series.Add(new ChartSeries(string.Create(CultureInfo.InvariantCulture, $"{names[index]}: AUC {RocCurve.Auc(positive, scores):0.000}"), curve.FalsePositiveRate, curve.TruePositiveRate));
            }
        }

        if (series.Count > 0)
        {
            section.Chart(new LineChart
            {
                Title = "ROC of the slides of all test folds together; models of different folds need not agree about scores, so that this AUC may lie below the folds' mean",
                XTitle = "1 - specificity",
                YTitle = "sensitivity",
                Series = [.. series, Diagonal("chance")],
            });
        }
    }

    private static void AddCalibration(ReportSection section, IReadOnlyList<MilReportCalibration> points)
    {
        MilReportCalibration[] filled = [.. points.Where(point => point.Samples > 0).OrderBy(point => point.Confidence)];
        if (filled.Length == 0)
        {
            return;
        }

        section.Chart(new LineChart
        {
            Title = "Calibration: are predictions right as often as the model is sure?",
            XTitle = "mean probability of the predicted class",
            YTitle = "share that is right",
            Series = [new ChartSeries("predictions", [.. filled.Select(point => point.Confidence)], [.. filled.Select(point => point.Accuracy)]), Diagonal("perfect")],
        });
        var table = new ReportTable("Calibration", new("mean probability", "0.000"), new("right", "P1"), new("slides"));
        foreach (MilReportCalibration point in filled)
        {
            table.Row(point.Confidence, point.Accuracy, point.Samples);
        }

        section.Table(table);
    }

    private static ChartSeries Diagonal(string name) => new(name, [0, 1], [0, 1]);

    private static string? Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture);
}
