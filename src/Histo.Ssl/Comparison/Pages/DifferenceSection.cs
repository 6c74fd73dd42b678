using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>Differences to the baseline as charts, all differences as tables.</summary>
internal static class DifferenceSection
{
    public static void Add(HtmlReport report, ComparisonResult result)
    {
        foreach (ComparisonTask task in result.Plan.Tasks)
        {
            ArmDifference[] differences = [.. result.Differences.Where(each => each.Task == task.Name)];
            if (differences.Length == 0)
            {
                continue;
            }

            ReportSection section = report.Section($"Gain: {task.Name}");
            section.Paragraph($"Points are 100 times the difference of the scores, means over the seeds; intervals are 95 % bootstraps over groups and seeds. \"needed\" is how many groups like these would show a difference of that size with 80 % power.");
            foreach (string score in result.Plan.Headlines)
            {
                ArmDifference[] shown = [.. differences.Where(each => each.Score == score && each.Second == result.Plan.Baseline)];
                if (shown.Length > 0)
                {
                    section.Chart(new IntervalChart
                    {
                        Title = $"{ScoreNames.Of(score)}: gain over {result.Plan.Baseline}", ValueTitle = "points", Reference = 0, ReferenceName = "no difference",
                        Points = [.. shown.Select(each => new IntervalPoint(Cell(result, each), each.First, each.Points, 100 * (each.Result.Low ?? double.NaN), 100 * (each.Result.High ?? double.NaN)))],
                    });
                }
            }

            foreach (IGrouping<string, ArmDifference> second in differences.Where(each => result.Plan.Headlines.Contains(each.Score)).GroupBy(each => each.Second))
            {
                section.Table(Table(result, second.Key, second));
            }
        }
    }

    public static string Cell(ComparisonResult result, ArmDifference each) => Cell(result, each.Encoder, each.Objective);

    public static string Cell(ComparisonResult result, string encoder, string objective) => result.Plan.Encoders.Count == 1 ? objective : $"{objective}, {encoder}";

    private static ReportTable Table(ComparisonResult result, string second, IEnumerable<ArmDifference> differences)
    {
        var table = new ReportTable(
            $"Differences to {second}", new("objective"), new("arm"), new("score"), new(second, "0.000"), new("arm's", "0.000"), new("points", "+0.0;-0.0;0.0"), new("low", "+0.0;-0.0;0.0"), new("high", "+0.0;-0.0;0.0"), new("relative", "+0.0 %;-0.0 %;0.0 %"),
            new("seeds better"), new("verdict"), new("needed"));
        foreach (ArmDifference each in differences)
        {
            object?[] cells =
            [
                Cell(result, each), each.First, ScoreNames.Of(each.Score), each.Result.Second, each.Result.First, each.Points, 100 * each.Result.Low, 100 * each.Result.High, each.Result.Relative,
                $"{each.Result.SeedsBetter} of {each.Result.Seeds}", each.Verdict, each.Result.GroupsNeeded,
            ];
            _ = each.Result.Shown ? table.EmphasisedRow(cells) : table.Row(cells);
        }

        return table;
    }
}
