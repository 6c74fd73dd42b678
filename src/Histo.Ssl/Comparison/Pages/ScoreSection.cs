using System.Globalization;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>The scores of all arms.</summary>
internal static class ScoreSection
{
    public static void Add(HtmlReport report, ComparisonResult result)
    {
        ReportSection section = report.Section("Scores");
        section.Paragraph("Mean ± standard deviation over the seeds: the deviation is of training alone and says nothing about other tissue.");
        foreach (ComparisonTask task in result.Plan.Tasks)
        {
            ArmScore[] scores = [.. result.Scores.Where(each => each.Task == task.Name)];
            string[] names = [.. scores.Select(each => each.Score).Distinct(StringComparer.Ordinal)];
            if (names.Length == 0)
            {
                continue;
            }

            var table = new ReportTable($"{task.Name} ({task.Kind}{(task.Colour == Tiling.TileColour.AsIs ? string.Empty : $", {task.Colour}")})", [new("objective"), new("arm"), new("seeds"), .. names.Select(name => new ReportColumn(ScoreNames.Of(name)))]);
            foreach (IGrouping<(string Encoder, string Objective, string Arm), ArmScore> arm in scores.GroupBy(each => (each.Encoder, each.Objective, each.Arm)))
            {
                table.Row([
                    arm.Key.Objective.Length == 0 ? "-" : DifferenceSection.Cell(result, arm.Key.Encoder, arm.Key.Objective), arm.Key.Arm, arm.First().Values.Count,
                    .. names.Select(name => Text(arm.FirstOrDefault(each => each.Score == name)))]);
            }

            section.Table(table);
        }
    }

    private static string Text(ArmScore? score) => score is null ? "-" : score.Deviation is { } deviation
        ? string.Create(CultureInfo.InvariantCulture, $"{score.Mean:0.000} ± {deviation:0.000}")
        : score.Mean.ToString("0.000", CultureInfo.InvariantCulture);
}
