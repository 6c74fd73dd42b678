using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>Accuracy, plain or balanced, as counts of (truth, predicted) a group; the mean over the folds.</summary>
public sealed class GroupedAccuracy : GroupedScore
{
    /// <summary>Gets whether it is the mean of the classes' recalls rather than the share of right answers.</summary>
    [JsonPropertyName("balanced")]
    public required bool Balanced { get; init; }

    /// <summary>Gets the number of classes.</summary>
    [JsonPropertyName("classes")]
    public required int Classes { get; init; }

    /// <summary>Gets for each fold the counts: groups x classes x classes, row-major: group, truth, predicted. Groups are those of the whole score.</summary>
    [JsonPropertyName("counts")]
    public required IReadOnlyList<int[]> Counts { get; init; }

    /// <summary>Counts predictions.</summary>
    /// <param name="balanced">Whether it is the balanced accuracy.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="folds">For each fold the group, truth and predicted class of each sample.</param>
    /// <exception cref="HistoException">HS0002: lengths differ, there is no fold, or a class index is out of range.</exception>
    public static GroupedAccuracy Of(bool balanced, int classes, IReadOnlyList<(IReadOnlyList<string> Groups, int[] Truth, int[] Predicted)> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        string[] names = [.. folds.SelectMany(fold => fold.Groups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return folds.Count == 0 || folds.Any(fold => fold.Groups.Count != fold.Truth.Length || fold.Truth.Length != fold.Predicted.Length || fold.Truth.Concat(fold.Predicted).Any(each => each < 0 || each >= classes))
            ? throw new HistoException(ErrorCodes.WrongShape, "predictions do not fit", seen: $"{folds.Count} folds", wanted: "one group, truth and prediction a sample, classes within range")
            : new GroupedAccuracy { Groups = names, Balanced = balanced, Classes = classes, Counts = [.. folds.Select(fold => Count(names, classes, fold.Groups, fold.Truth, fold.Predicted))] };
    }

    private protected override double? Compute(ReadOnlySpan<int> weights)
    {
        double sum = 0;
        int folds = 0;
        foreach (int[] counts in Counts)
        {
            if (OfFold(counts, weights) is { } value)
            {
                (sum, folds) = (sum + value, folds + 1);
            }
        }

        return folds == 0 ? null : sum / folds;
    }

    private static int[] Count(string[] names, int classes, IReadOnlyList<string> groups, int[] truth, int[] predicted)
    {
        var counts = new int[names.Length * classes * classes];
        for (int i = 0; i < truth.Length; i++)
        {
            counts[(((Array.BinarySearch(names, groups[i], StringComparer.Ordinal) * classes) + truth[i]) * classes) + predicted[i]]++;
        }

        return counts;
    }

    private double? OfFold(int[] counts, ReadOnlySpan<int> weights)
    {
        Span<long> right = stackalloc long[Classes], all = stackalloc long[Classes];
        right.Clear();
        all.Clear();
        for (int i = 0; i < counts.Length; i++)
        {
            int truth = i / Classes % Classes, predicted = i % Classes;
            long count = (long)weights[i / (Classes * Classes)] * counts[i];
            all[truth] += count;
            right[truth] += predicted == truth ? count : 0;
        }

        double recalls = 0;
        long hits = 0, total = 0;
        int present = 0;
        for (int c = 0; c < Classes; c++)
        {
            (hits, total) = (hits + right[c], total + all[c]);
            if (all[c] > 0)
            {
                (recalls, present) = (recalls + ((double)right[c] / all[c]), present + 1);
            }
        }

        return total == 0 ? null : Balanced ? recalls / present : (double)hits / total;
    }
}
