using Histo.Ssl.Features;
using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.Comparison;

/// <summary>From embedded tiles to labelled bags: whole slides, or blocks of annotated ones.</summary>
internal static class EmbeddedCohort
{
    /// <summary>Gathers the bags of a set; the second value says what was left out.</summary>
    public static (MilCohort Cohort, IReadOnlyList<string> Notes) Of(EmbeddingSet set, MilJudgeOptions options)
    {
        IGrouping<string, int>[] all = [.. Enumerable.Range(0, set.Count).GroupBy(row => Name(set, row, options.Block), StringComparer.Ordinal)];
        (string Name, int[] Rows, string? Label)[] bags = [.. all.Select(bag => (bag.Key, bag.ToArray())).Select(bag => (bag.Key, bag.Item2, Label(set, bag.Item2, options)))];
        var source = new EmbeddedBags(set, bags.Where(bag => bag.Label is not null).ToDictionary(bag => bag.Name, bag => bag.Rows, StringComparer.Ordinal));
        var cohort = new MilCohort(
            bags.Where(bag => bag.Label is not null).Select(bag => new LabelledBag(bag.Name, set.SlideOf(bag.Rows[0]).Group, [set.SlideOf(bag.Rows[0]).SlideId], new MilLabel { Class = bag.Label })),
            TargetKind.Classification, source, new CohortCounts { Bags = bags.Length, PatientsKnown = true });
        int left = bags.Count(bag => bag.Label is null);
        return (cohort, left == 0 ? [] : [$"{left} of {bags.Length} bags have no label and were left out."]);
    }

    private static string Name(EmbeddingSet set, int row, int? block) => block is { } size
        ? FormattableString.Invariant($"{set.SlideOf(row).SlideId}-{set.Columns[row] / size}-{set.Rows[row] / size}")
        : set.SlideOf(row).SlideId;

    private static string? Label(EmbeddingSet set, int[] rows, MilJudgeOptions options)
    {
        if (options.Block is null)
        {
            return set.SlideOf(rows[0]).Label;
        }

        double share = rows.Average(row => (double)set.LabelledShare[row]);
        return share == 0 ? "negative" : share >= options.PositiveShare ? "positive" : null;
    }
}
