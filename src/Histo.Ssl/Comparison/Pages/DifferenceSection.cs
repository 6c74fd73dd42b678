using System.Globalization;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>Differences to the baseline as charts, all differences as tables.</summary>
internal static class DifferenceSection
{
    private const string Signed = "+0.0;-0.0;0.0";

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
            section.Paragraph("Points are 100 times the difference of the scores, means over the seeds; intervals are 95 % bootstraps over groups and seeds. \"needed\" is how many groups like these would show a difference of that size with 80 % power.");
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

            string[] scores = [.. result.Plan.Headlines.Where(score => differences.Any(each => each.Score == score))];
            foreach (IGrouping<string, ArmDifference> second in differences.GroupBy(each => each.Second))
            {
                section.Table(Matrix(result, second.Key, [.. second], scores));
            }

            if (scores.Length > 0)
            {
                section.Table(Verdicts(result, scores[0], differences.Where(each => each.Score == scores[0] && each.Second == result.Plan.Baseline)));
            }
        }
    }

    public static string Cell(ComparisonResult result, ArmDifference each) => Cell(result, each.Encoder, each.Objective);

    public static string Cell(ComparisonResult result, string encoder, string objective) => result.Plan.Encoders.Count == 1 ? objective : $"{objective}, {encoder}";

    private static ReportTable Matrix(ComparisonResult result, string second, ArmDifference[] differences, string[] scores)
    {
        var table = new ReportTable($"Points over {second}, with intervals; * where the interval leaves out zero", [new("objective"), new("arm"), .. scores.Select(score => new ReportColumn(ScoreNames.Of(score)))]);
        foreach (IGrouping<(string Encoder, string Objective, string First), ArmDifference> arm in differences.GroupBy(each => (each.Encoder, each.Objective, each.First)))
        {
            table.Row([Cell(result, arm.First()), arm.Key.First, .. scores.Select(score => arm.FirstOrDefault(each => each.Score == score) is { } each ? Text(each) : "-")]);
        }

        return table;
    }

    private static ReportTable Verdicts(ComparisonResult result, string score, IEnumerable<ArmDifference> differences)
    {
        var table = new ReportTable(
            $"{ScoreNames.Of(score)} over {result.Plan.Baseline}, read; the other scores stand in comparison.json", new("objective"), new("arm"), new("points", Signed), new("95 %"), new("relative", "+0.0 %;-0.0 %;0.0 %"), new("seeds better"), new("verdict"), new("groups needed"));
        foreach (ArmDifference each in differences)
        {
            object?[] cells = [Cell(result, each), each.First, each.Points, Interval(each), each.Result.Relative, $"{each.Result.SeedsBetter} of {each.Result.Seeds}", each.Verdict, each.Result.GroupsNeeded];
            _ = each.Result.Shown ? table.EmphasisedRow(cells) : table.Row(cells);
        }

        return table;
    }

    private static string Text(ArmDifference each) => string.Create(CultureInfo.InvariantCulture, $"{each.Points.ToString(Signed, CultureInfo.InvariantCulture)}{(each.Result.Shown ? "*" : string.Empty)} ({Interval(each)})");

    private static string Interval(ArmDifference each) => string.Create(CultureInfo.InvariantCulture, $"{(100 * each.Result.Low)?.ToString(Signed, CultureInfo.InvariantCulture)} to {(100 * each.Result.High)?.ToString(Signed, CultureInfo.InvariantCulture)}");
}
