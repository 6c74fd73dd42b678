using System.Globalization;
using System.Text;
using Histo.Ssl.Mil.Explanation;

namespace Histo.Evidence;

/// <summary>Tables of slide-level models in Markdown.</summary>
internal static class SlideModelTable
{
    public static string Write(string title, IReadOnlyList<SlideModelScore> scores)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"### {title}\n\n| encoder | model | seeds | AUC | balanced accuracy | maximum attention over 0.5 | top-1 alignment | top-5 alignment | median maximum |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (IGrouping<(string Arm, string Model), SlideModelScore> group in scores.GroupBy(each => (each.Arm, each.Model)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Arm} | {group.Key.Model} | {group.Count()} | {Spread(group.Select(each => each.Auc))} | {Spread(group.Select(each => each.BalancedAccuracy))} | ")
                .Append(CultureInfo.InvariantCulture, $"{Attention(group, each => each.HighAttentionRatio)} | {Attention(group, each => each.Top1Alignment)} | {Attention(group, each => each.Top5Alignment)} | {Attention(group, each => Median(each.Maxima))} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Attention(IEnumerable<SlideModelScore> scores, Func<AttentionBehaviour, double?> value)
    {
        double[] found = [.. scores.Where(each => each.Attention is not null).Select(each => value(each.Attention!)).OfType<double>()];
        return found.Length == 0 ? "-" : Spread(found);
    }

    private static string Spread(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double deviation = all.Length < 2 ? 0 : Math.Sqrt(all.Sum(value => Math.Pow(value - all.Average(), 2)) / (all.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{all.Average():0.000} ± {deviation:0.000}");
    }

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}
