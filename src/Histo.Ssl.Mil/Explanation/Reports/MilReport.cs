using System.Globalization;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Writes the report of a cross-validated slide-level model: results with intervals, folds, curves, errors, where it looked, what was run.</summary>
public static class MilReport
{
    private const int MostPredictions = 1000;

    /// <summary>Writes the report.</summary>
    /// <param name="input">What it shows.</param>
    /// <param name="path">The file, usually report.html; an existing one is replaced.</param>
    /// <exception cref="HistoException">HS2066: the input contradicts itself. HS1903: a heatmap is not a PNG file.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(MilReportInput input, string path) => Build(input).Save(path);

    /// <summary>Builds the report, for callers that add sections of their own.</summary>
    /// <param name="input">What it shows.</param>
    /// <returns>The report, not yet saved.</returns>
    /// <exception cref="HistoException">HS2066: the input contradicts itself. HS1903: a heatmap is not a PNG file.</exception>
    public static HtmlReport Build(MilReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Check();
        var report = new HtmlReport(input.Title, input.Subtitle);
        AddResult(report.Section("Result"), input);
        AddFolds(report.Section("Folds"), input.Folds);
        if (input.ClassNames.Count > 0 && input.Predictions.Any(each => each.TrueClass is not null))
        {
            MilReportCharts.AddDiagnostics(report.Section("Where it is right and wrong"), input);
        }

        if (input.Folds.Any(fold => fold.Curves.Count > 0))
        {
            MilReportCharts.AddTraining(report.Section("Training"), input.Folds);
        }

        if (input.Behaviour is { } behaviour)
        {
            MilReportCharts.AddBehaviour(report.Section("Attention"), behaviour);
        }

        AddSlides(report, input.Slides);
        AddPredictions(report.Section("Predictions"), input);
        if (input.Facts.Count > 0)
        {
            report.Section("What was run").Facts([.. input.Facts]);
        }

        return report;
    }

    private static void AddResult(ReportSection section, MilReportInput input)
    {
        section.Highlights([.. input.Summary.Take(3).Select(each => (each.Name, (object?)Number(each.Value), (string?)Interval(each)))]);
        foreach (string warning in input.Warnings)
        {
            section.Notice(NoticeKind.Warning, warning);
        }

        foreach ((NoticeKind kind, string text) in MilReportWarnings.Find(input))
        {
            section.Notice(kind, text);
        }

        var table = new ReportTable($"Results over all folds; intervals: {input.IntervalKind}", new("metric"), new("value", "0.000"), new("from", "0.000"), new("to", "0.000"));
        foreach (MilReportMetric each in input.Summary)
        {
            table.Row(each.Name, each.Value, each.Low, each.High);
        }

        section.Table(table);
        if (input.Summary.Any(each => double.IsFinite(each.Value)))
        {
            section.Chart(new IntervalChart
            {
                Title = $"Results; bars: {input.IntervalKind}",
                ValueTitle = "value",
                Points = [.. input.Summary.Where(each => double.IsFinite(each.Value)).Select(each => new IntervalPoint(each.Name, "all folds", each.Value, each.Low, each.High))],
            });
        }
    }

    private static string? Number(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : null;

    private static string Interval(MilReportMetric metric) => double.IsFinite(metric.Low) && double.IsFinite(metric.High)
        ? string.Create(CultureInfo.InvariantCulture, $"{metric.Low:0.000} to {metric.High:0.000}")
        : "no interval";

    private static void AddFolds(ReportSection section, IReadOnlyList<MilReportFold> folds)
    {
        if (folds.Count == 0)
        {
            section.Paragraph("There was no cross-validation.");
            return;
        }

        string[] names = [.. folds[0].Metrics.Select(metric => metric.Name)];
        var table = new ReportTable(
            "Results on the test slides of each fold, which neither training nor the choice of the epoch has seen",
            [new("fold"), new("training"), new("validation"), new("test"), new("kept epoch"), .. names.Select(name => new ReportColumn(name, "0.000"))]);
        foreach (MilReportFold fold in folds)
        {
            table.Row([fold.Number, fold.Training, fold.Validation, fold.Test, fold.BestEpoch, .. names.Select(name => (object?)ValueOf(fold, name))]);
        }

        if (folds.Count > 1)
        {
            table.EmphasisedRow(["mean", null, null, null, null, .. names.Select(name => (object?)Mean(folds, name))]);
            table.EmphasisedRow(["standard deviation", null, null, null, null, .. names.Select(name => (object?)Deviation(folds, name))]);
        }

        section.Table(table);
    }

    private static double ValueOf(MilReportFold fold, string name) => fold.Metrics.Where(metric => metric.Name == name).Select(metric => metric.Value).DefaultIfEmpty(double.NaN).First();

    private static double[] Defined(IReadOnlyList<MilReportFold> folds, string name) => [.. folds.Select(fold => ValueOf(fold, name)).Where(double.IsFinite)];

    private static double Mean(IReadOnlyList<MilReportFold> folds, string name) => Defined(folds, name).DefaultIfEmpty(double.NaN).Average();

    private static double Deviation(IReadOnlyList<MilReportFold> folds, string name)
    {
        double[] values = Defined(folds, name);
        double mean = Mean(folds, name);
        return values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static void AddSlides(HtmlReport report, IReadOnlyList<MilReportSlide> slides)
    {
        if (slides.Count == 0)
        {
            return;
        }

        ReportSection section = report.Section("Where it looked");
        section.Figures("Attention over the slides", slides.Select(slide => ReportFigure.OfEncoded(slide.Heatmap, $"{slide.SlideId}: {slide.Caption}")), width: 400);
        foreach (MilReportSlide slide in slides.Where(slide => slide.Tiles is not null))
        {
            section.Figures($"{slide.SlideId}: the tiles with the highest and the lowest scores", [ReportFigure.OfEncoded(slide.Tiles!, slide.Caption)], width: 820);
        }
    }

    private static void AddPredictions(ReportSection section, MilReportInput input)
    {
        if (input.Predictions.Count == 0)
        {
            section.Paragraph("There are no predictions.");
            return;
        }

        if (input.Predictions.Count > MostPredictions)
        {
            section.Paragraph(string.Create(CultureInfo.InvariantCulture, $"The first {MostPredictions} of {input.Predictions.Count}; predictions.csv has them all."));
        }

        bool classes = input.ClassNames.Count > 0;
        ReportColumn[] own = classes ? [new("true"), new("predicted"), .. input.ClassNames.Select(name => new ReportColumn($"P({name})", "0.000"))] : [new("observed", "0.###"), new("predicted", "0.###")];
        var table = new ReportTable(classes ? "Predictions; rows that stand out are wrong" : "Predictions", [new("slide"), new("patient"), new("fold"), .. own]);
        foreach (MilReportPrediction each in input.Predictions.Take(MostPredictions))
        {
            object?[] cells = classes
                ? [each.TrueClass is { } truth ? input.ClassNames[truth] : null, input.ClassNames[each.PredictedClass], .. each.Probabilities.Select(value => (object?)value)]
                : [each.Observed, each.Predicted];
            object?[] row = [each.SlideId, each.PatientId, each.Fold, .. cells];
            _ = classes && each.TrueClass is { } known && known != each.PredictedClass ? table.EmphasisedRow(row) : table.Row(row);
        }

        section.Table(table);
    }
}
