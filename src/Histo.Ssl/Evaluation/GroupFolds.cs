namespace Histo.Ssl.Evaluation;

/// <summary>Splits samples into folds that never divide a group: a slide, a patient, a mosaic.</summary>
/// <remarks>
/// Neighbouring tiles of a slide are near copies of each other: a split by tile lets a probe remember instead of recognise, all the more after training with spatial pairs.
/// Groups are dealt out greedily, those with the largest share of a class first, each to the fold that has the least of its classes; ties go to the smaller fold, then to the
/// first. A pure function of its arguments; the order of the samples does not matter.
/// </remarks>
public sealed class GroupFolds
{
    private GroupFolds(IReadOnlyList<GroupFold> folds, int asked) => (Folds, Asked) = (folds, asked);

    /// <summary>Gets the folds.</summary>
    public IReadOnlyList<GroupFold> Folds { get; }

    /// <summary>Gets the number of folds that was asked for; more than there are when the groups did not allow it.</summary>
    public int Asked { get; }

    /// <summary>Makes folds: as many as asked for, or the most for which each test part has two classes at least and each training part all of them.</summary>
    /// <param name="groups">Group of each sample.</param>
    /// <param name="labels">Class of each sample, 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="folds">Folds asked for, 2 or more.</param>
    /// <exception cref="HistoException">HS0001: fewer than 2 folds are asked for. HS0002: there is not one group a label. HS1807: the groups do not allow 2 folds.</exception>
    public static GroupFolds Create(IReadOnlyList<string> groups, ReadOnlySpan<int> labels, int classes, int folds)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (folds < 2)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "cross-validation needs two folds", nameof(folds), folds, "2 or more");
        }

        if (groups.Count != labels.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one group a label", seen: groups.Count, wanted: labels.Length);
        }

        int[] totals = ClassLabels.Count(labels, classes);
        List<(string Name, int[] Counts)> counted = Count(groups, labels, classes);
        for (int k = Math.Min(folds, counted.Count); k >= 2; k--)
        {
            Dictionary<string, int> foldOf = Deal(counted, totals, k, out int[][] counts);
            if (counts.All(own => Usable(own, totals)))
            {
                return new GroupFolds(Build(groups, foldOf, k), folds);
            }
        }

        string table = string.Join("; ", counted.Take(12).Select(each => $"{each.Name}: {string.Join("/", each.Counts)}"));
        throw new HistoException(
            ErrorCodes.TooFewGroups,
            "the groups do not allow two folds in which each test part has two classes and each training part all of them",
            seen: $"{counted.Count} groups with tiles per class {table}{(counted.Count > 12 ? "; ..." : string.Empty)}",
            wanted: "each class in two groups at least",
            action: "Add slides or patients, set the manifest's group column to a smaller unit that is still independent, or give a test manifest.");
    }

    /// <summary>Throws when a group is on both sides of a split.</summary>
    /// <param name="train">Groups (or slides) of the training samples.</param>
    /// <param name="test">Groups (or slides) of the test samples.</param>
    /// <exception cref="HistoException">HS1808: a group is on both sides.</exception>
    public static void RequireNoLeak(IEnumerable<string> train, IEnumerable<string> test)
    {
        string[] shared = [.. train.Distinct(StringComparer.Ordinal).Intersect(test, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (shared.Length > 0)
        {
            throw new HistoException(
                ErrorCodes.GroupLeak,
                "groups are on both sides of the split, so the test would measure memory",
                seen: string.Join(", ", shared.Take(10)) + (shared.Length > 10 ? $" and {shared.Length - 10} more" : string.Empty),
                wanted: "no group in both",
                action: "Take these slides or patients out of one of the manifests.");
        }
    }

    private static List<(string Name, int[] Counts)> Count(IReadOnlyList<string> groups, ReadOnlySpan<int> labels, int classes)
    {
        var counts = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        for (int i = 0; i < labels.Length; i++)
        {
            if (!counts.TryGetValue(groups[i], out int[]? own))
            {
                counts.Add(groups[i], own = new int[classes]);
            }

            own[labels[i]]++;
        }

        return [.. counts.Select(each => (each.Key, each.Value))];
    }

    private static Dictionary<string, int> Deal(List<(string Name, int[] Counts)> groups, int[] totals, int folds, out int[][] counts)
    {
        counts = [.. Enumerable.Range(0, folds).Select(_ => new int[totals.Length])];
        var foldOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, int[] own) in groups.OrderByDescending(each => each.Counts.Select((count, c) => Share(count, totals[c])).Max()).ThenBy(each => each.Name, StringComparer.Ordinal))
        {
            int best = 0;
            for (int fold = 1; fold < folds; fold++)
            {
                best = Cost(counts[fold], own, totals).CompareTo(Cost(counts[best], own, totals)) < 0 ? fold : best;
            }

            foldOf.Add(name, best);
            for (int c = 0; c < own.Length; c++)
            {
                counts[best][c] += own[c];
            }
        }

        return foldOf;
    }

    // Growth of the sum of squared class shares when the group joins the fold, then the tiles that the fold has.
    private static (double Growth, int Tiles) Cost(int[] fold, int[] group, int[] totals)
    {
        double growth = 0;
        for (int c = 0; c < group.Length; c++)
        {
            growth += Share(fold[c], totals[c]) * Share(group[c], totals[c]);
        }

        return (growth, fold.Sum());
    }

    private static double Share(int count, int total) => total == 0 ? 0 : (double)count / total;

    private static bool Usable(int[] test, int[] totals) =>
        test.Count(count => count > 0) >= 2 && test.Zip(totals).All(each => each.Second == 0 || each.First < each.Second);

    private static List<GroupFold> Build(IReadOnlyList<string> groups, Dictionary<string, int> foldOf, int count)
    {
        var folds = new List<GroupFold>(count);
        for (int fold = 0; fold < count; fold++)
        {
            List<int> train = [], test = [];
            for (int i = 0; i < groups.Count; i++)
            {
                (foldOf[groups[i]] == fold ? test : train).Add(i);
            }

            folds.Add(new GroupFold(fold, [.. foldOf.Where(each => each.Value == fold).Select(each => each.Key).Order(StringComparer.Ordinal)], [.. train], [.. test]));
        }

        return folds;
    }
}
