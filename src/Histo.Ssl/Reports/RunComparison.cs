using System.Globalization;
using Histo.Ssl.Training;

namespace Histo.Ssl.Reports;

/// <summary>Puts the curves of several pretraining runs on one page: a chart an objective with a curve a run, and a table of where each began and ended.</summary>
/// <remarks>Losses of different objectives have different scales, so each objective has a chart of its own.</remarks>
public static class RunComparison
{
    // The first and last tenth of a run, averaged: single steps are noisy.
    private const int Tenth = 10;

    /// <summary>Writes the page.</summary>
    /// <param name="runs">Folders of runs; only their run.json and meters.jsonl are read.</param>
    /// <param name="path">The HTML file; an existing one is replaced.</param>
    /// <exception cref="HistoException">HS1703: a folder holds no run, or a damaged one. HS1902: no run has a step.</exception>
    public static void Write(IReadOnlyList<RunDirectory> runs, string path)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ComparedRun[] all = [.. runs.Select(run => new ComparedRun(Path.GetFileName(run.FolderPath), run.ReadRecord(), run.ReadMeters()))];
        var report = new HtmlReport("Pretraining runs", string.Create(CultureInfo.InvariantCulture, $"{all.Length} runs, {all.Select(run => run.Objective).Distinct().Count()} objectives"));
        foreach (IGrouping<string, ComparedRun> objective in all.Where(run => run.Meters.Count > 0).GroupBy(run => run.Objective))
        {
            AddCurves(report.Section(objective.Key), [.. objective]);
        }

        AddTable(report.Section("Runs"), all);

        report.Save(path);
    }

    private static void AddTable(ReportSection section, ComparedRun[] runs)
    {
        section.Paragraph("Losses are means over the first and the last tenth of the steps.");
        var table = new ReportTable(
            "Runs", new ReportColumn("run"), new ReportColumn("objective"), new ReportColumn("sampler"), new ReportColumn("encoder"), new ReportColumn("status"), new ReportColumn("steps"), new ReportColumn("loss, first", "G4"),
            new ReportColumn("loss, last", "G4"), new ReportColumn("effective rank", "0.0"), new ReportColumn("fell back", "P1"), new ReportColumn("ms a step", "0"));
        foreach (ComparedRun run in runs)
        {
            table.Row(
                run.Name, run.Objective, run.Sampler, run.Record.Encoder.Architecture, run.Record.Status.ToString(), run.Meters.Count, run.First(Tenth), run.Last(Tenth),
                run.Meters.LastOrDefault(each => each.Embeddings is not null)?.Embeddings?.EffectiveRank, run.Mean(each => each.FallbackShare), run.Mean(each => 1000 * each.Seconds));
        }

        section.Table(table);
        foreach (ComparedRun run in runs.Where(each => each.Record.Error is not null))
        {
            section.Notice(NoticeKind.Problem, $"{run.Name}: {run.Record.Error}");
        }
    }

    private static void AddCurves(ReportSection section, ComparedRun[] runs)
    {
        section.Chart(Chart("Loss", "loss", runs, each => each.Loss));
        ComparedRun[] read = [.. runs.Where(run => run.Meters.Any(each => each.Embeddings is not null))];
        if (read.Length > 0)
        {
            section.Chart(Chart("Effective rank of the embeddings", "rank", read, each => each.Embeddings?.EffectiveRank));
        }
    }

    private static LineChart Chart(string title, string axis, ComparedRun[] runs, Func<StepMeters, double?> value) => new()
    {
        Title = title,
        XTitle = "step",
        YTitle = axis,
        Series = [.. runs.Select(run => Series(run, value))],
    };

    private static ChartSeries Series(ComparedRun run, Func<StepMeters, double?> value)
    {
        StepMeters[] read = [.. run.Meters.Where(each => value(each) is not null)];
        return new ChartSeries($"{run.Sampler} ({run.Record.Encoder.Architecture})", [.. read.Select(each => (double)each.Step)], [.. read.Select(each => value(each)!.Value)]);
    }

    private sealed record ComparedRun(string Name, RunRecord Record, IReadOnlyList<StepMeters> Meters)
    {
        public string Objective => Record.Options.Objective.Name;

        public string Sampler => Record.Options.Pairs.Sampler;

        public double? First(int parts) => Mean(Meters.Take(Math.Max(1, Meters.Count / parts)), each => each.Loss);

        public double? Last(int parts) => Mean(Meters.TakeLast(Math.Max(1, Meters.Count / parts)), each => each.Loss);

        public double? Mean(Func<StepMeters, double> value) => Mean(Meters, value);

        private static double? Mean(IEnumerable<StepMeters> meters, Func<StepMeters, double> value) => meters.Any() ? meters.Average(value) : null;
    }
}
