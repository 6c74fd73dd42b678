using System.Globalization;
using System.Text;

namespace Histo.Evidence;

/// <summary>Tables in Markdown: mean and standard deviation over seeds, and paired differences.</summary>
internal static class EvidenceTable
{
    private static readonly (string Name, Func<Measurement, double> Value)[] Scores =
    [
        ("AUC", each => each.Probe.Auc),
        ("balanced accuracy", each => each.Probe.BalancedAccuracy),
        ("kNN AUC", each => each.Probe.KnnAuc),
        ("1-shot", each => each.Probe.FewShot["1"] ?? double.NaN),
        ("5-shot", each => each.Probe.FewShot["5"] ?? double.NaN),
        ("20-shot", each => each.Probe.FewShot["20"] ?? double.NaN),
        ("NMI", each => each.Probe.Nmi),
    ];

    public static string Write(IReadOnlyList<Measurement> all)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, Measurement> question in all.GroupBy(each => each.Question))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {question.Key}\n\n| arm | seeds | {string.Join(" | ", Scores.Select(score => score.Name))} |\n|{string.Concat(Enumerable.Repeat(" --- |", Scores.Length + 2))}\n");
            foreach (IGrouping<string, Measurement> arm in question.GroupBy(each => each.Arm))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {arm.Key} | {arm.Count()} | {string.Join(" | ", Scores.Select(score => Spread([.. arm.Select(score.Value)])))} |\n");
            }

            text.Append("\nDifferences in points (100 x), paired by seed: mean ± standard deviation, and in how many seeds the first is better.\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| difference | {string.Join(" | ", Scores.Select(score => score.Name))} |\n|{string.Concat(Enumerable.Repeat(" --- |", Scores.Length + 1))}\n");
            foreach ((string first, string second) in new[] { ("spatial", "augmentation"), ("spatial", "random-tile"), ("spatial", "untrained"), ("augmentation", "untrained") })
            {
                text.Append(CultureInfo.InvariantCulture, $"| {first} - {second} | {string.Join(" | ", Scores.Select(score => Difference(question, first, second, score.Value)))} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Difference(IEnumerable<Measurement> all, string first, string second, Func<Measurement, double> value)
    {
        double[] differences = [.. all.Where(each => each.Arm == first).Join(all.Where(each => each.Arm == second), each => each.Seed, each => each.Seed, (a, b) => 100 * (value(a) - value(b)))];
        return string.Create(CultureInfo.InvariantCulture, $"{differences.Average():+0.0;-0.0;0.0} ± {Deviation(differences):0.0} ({differences.Count(each => each > 0)} of {differences.Length})");
    }

    private static string Spread(double[] values) => values.Length == 1
        ? values[0].ToString("0.000", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{values.Average():0.000} ± {Deviation(values):0.000}");

    private static double Deviation(double[] values) => values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));
}
