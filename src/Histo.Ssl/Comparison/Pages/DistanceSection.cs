using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>Gain over the baseline against the distance of the positives.</summary>
internal static class DistanceSection
{
    public static void Add(HtmlReport report, ComparisonResult result)
    {
        ArmDifference[] all = [.. result.Differences.Where(each => each.Second == result.Plan.Baseline && each.Distance is not null && result.Plan.Headlines.Contains(each.Score))];
        if (all.Select(each => each.Distance).Distinct().Count() < 2)
        {
            return;
        }

        ReportSection section = report.Section("Gain against distance");
        section.Paragraph("Distance of a positive from its anchor in strides; 0 is the baseline itself. One line an objective; the intervals stand in the tables above.");
        foreach (IGrouping<(string Task, string Score), ArmDifference> chart in all.GroupBy(each => (each.Task, each.Score)))
        {
            section.Chart(new LineChart
            {
                Title = $"{chart.Key.Task}: {ScoreNames.Of(chart.Key.Score)}", XTitle = "distance in strides", YTitle = "gain in points",
                Series =
                [
                    .. chart.GroupBy(each => DifferenceSection.Cell(result, each)).Select(line =>
                    {
                        ArmDifference[] points = [.. line.OrderBy(each => each.Distance)];
                        return new ChartSeries(line.Key, [0, .. points.Select(each => each.Distance!.Value)], [0, .. points.Select(each => each.Points)]);
                    }),
                ],
            });
        }
    }
}
