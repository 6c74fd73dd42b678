using System.Globalization;
using System.Text;
using Histo.Ssl.Comparison;

namespace Histo.Evidence;

/// <summary>The tables of a comparison in Markdown: scores, and differences to baseline, control and floors.</summary>
internal static class ComparisonTable
{
    public static string Write(ComparisonResult result)
    {
        var text = new StringBuilder();
        foreach (ComparisonTask task in result.Plan.Tasks)
        {
            string[] names = [.. result.Plan.Headlines.Where(name => result.Scores.Any(score => score.Task == task.Name && score.Score == name))];
            text.Append(CultureInfo.InvariantCulture, $"### {task.Name}\n\n| objective | arm | seeds | {string.Join(" | ", names)} |\n|{string.Concat(Enumerable.Repeat(" --- |", names.Length + 3))}\n");
            foreach (IGrouping<(string Encoder, string Objective, string Arm), ArmScore> arm in result.Scores.Where(score => score.Task == task.Name).GroupBy(score => (score.Encoder, score.Objective, score.Arm)))
            {
                string objective = arm.Key.Objective == ComparisonRun.UntrainedName ? arm.Key.Encoder : arm.Key.Objective.Length == 0 ? "-" : arm.Key.Objective;
                text.Append(CultureInfo.InvariantCulture, $"| {objective} | {arm.Key.Arm} | {arm.First().Values.Count} | {string.Join(" | ", names.Select(name => Text(arm.FirstOrDefault(score => score.Score == name))))} |\n");
            }

            foreach (IGrouping<string, ArmDifference> second in result.Differences.Where(each => each.Task == task.Name).GroupBy(each => each.Second))
            {
                text.Append(CultureInfo.InvariantCulture, $"\nDifference to {second.Key} in points (100 x), 95 % interval over groups and seeds; bold where the interval leaves out 0.\n\n");
                text.Append(CultureInfo.InvariantCulture, $"| objective | arm | {string.Join(" | ", names)} |\n|{string.Concat(Enumerable.Repeat(" --- |", names.Length + 2))}\n");
                foreach (IGrouping<(string Objective, string First), ArmDifference> arm in second.GroupBy(each => (each.Objective, each.First)))
                {
                    text.Append(CultureInfo.InvariantCulture, $"| {arm.Key.Objective} | {arm.Key.First} | {string.Join(" | ", names.Select(name => Text(arm.FirstOrDefault(each => each.Score == name))))} |\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Text(ArmScore? score) => score is null ? "-" : score.Deviation is { } deviation
        ? string.Create(CultureInfo.InvariantCulture, $"{score.Mean:0.000} ± {deviation:0.000}")
        : score.Mean.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Text(ArmDifference? each)
    {
        if (each is null)
        {
            return "-";
        }

        string bold = each.Result.Shown ? "**" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{bold}{each.Points:+0.0;-0.0;0.0}{bold} ({100 * each.Result.Low:+0.0;-0.0;0.0} to {100 * each.Result.High:+0.0;-0.0;0.0})");
    }
}
