using Histo.Ssl.Reports;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>Losses and effective ranks of the first seed's runs, as far as their folders are there.</summary>
internal static class CurveSection
{
    public static void Add(HtmlReport report, ComparisonResult result, string folder)
    {
        (ComparisonRun Cell, IReadOnlyList<StepMeters> Meters)[] runs =
        [
            .. result.Runs.Select(run => run.Cell).Where(cell => cell.Seed == result.Plan.Seeds[0] && cell.Sampler.Length > 0).Select(cell => (cell, Read(folder, cell))).Where(each => each.Item2.Count > 0),
        ];
        if (runs.Length == 0)
        {
            return;
        }

        ReportSection section = report.Section("Training");
        section.Paragraph("Runs of the first seed. An effective rank that falls towards 1 is a collapse.");
        foreach (IGrouping<string, (ComparisonRun Cell, IReadOnlyList<StepMeters> Meters)> objective in runs.GroupBy(run => DifferenceSection.Cell(result, run.Cell.Encoder, run.Cell.Objective)))
        {
            section.Chart(Chart($"{objective.Key}: loss", "loss", objective, each => each.Loss));
            if (objective.Any(run => run.Meters.Any(each => each.Embeddings is not null)))
            {
                section.Chart(Chart($"{objective.Key}: effective rank", "rank", objective, each => each.Embeddings?.EffectiveRank));
            }
        }
    }

    private static LineChart Chart(string title, string axis, IEnumerable<(ComparisonRun Cell, IReadOnlyList<StepMeters> Meters)> runs, Func<StepMeters, double?> value) => new()
    {
        Title = title, XTitle = "step", YTitle = axis,
        Series =
        [
            .. runs.Select(run =>
            {
                StepMeters[] read = [.. run.Meters.Where(each => value(each) is not null)];
                return new ChartSeries(run.Cell.Sampler, [.. read.Select(each => (double)each.Step)], [.. read.Select(each => value(each)!.Value)]);
            }),
        ],
    };

    private static IReadOnlyList<StepMeters> Read(string folder, ComparisonRun cell)
    {
        string path = Path.Combine(folder, "runs", cell.Name);
        return File.Exists(Path.Combine(path, "meters.jsonl")) ? new RunDirectory(path).ReadMeters() : [];
    }
}
