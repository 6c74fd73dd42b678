using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>The normalised mutual information (arithmetic mean) of classes and clusters as counts a group. The clusters stay as they are in a resample.</summary>
public sealed class GroupedAgreement : GroupedScore
{
    /// <summary>Gets the number of clusters.</summary>
    [JsonPropertyName("clusters")]
    public required int Clusters { get; init; }

    /// <summary>Gets for each group the counts: classes x clusters, row-major.</summary>
    [JsonPropertyName("counts")]
    public required IReadOnlyList<int[]> Counts { get; init; }

    /// <summary>Counts samples.</summary>
    /// <param name="groups">Group of each sample.</param>
    /// <param name="truth">Class of each sample, from 0.</param>
    /// <param name="clusters">Cluster of each sample, from 0.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ or are 0.</exception>
    public static GroupedAgreement Of(IReadOnlyList<string> groups, ReadOnlySpan<int> truth, ReadOnlySpan<int> clusters)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0 || groups.Count != truth.Length || truth.Length != clusters.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the labellings are not of the same samples", seen: $"{groups.Count} groups, {truth.Length} classes, {clusters.Length} clusters", wanted: "as many of each, 1 or more");
        }

        string[] names = [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int classes = 0, most = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            (classes, most) = (Math.Max(classes, truth[i] + 1), Math.Max(most, clusters[i] + 1));
        }

        int[][] counts = Array.ConvertAll(names, _ => new int[classes * most]);
        for (int i = 0; i < truth.Length; i++)
        {
            counts[Array.BinarySearch(names, groups[i], StringComparer.Ordinal)][(truth[i] * most) + clusters[i]]++;
        }

        return new GroupedAgreement { Groups = names, Clusters = most, Counts = counts };
    }

    private protected override double? Compute(ReadOnlySpan<int> weights)
    {
        var joint = new double[Counts[0].Length];
        for (int g = 0; g < weights.Length; g++)
        {
            for (int i = 0; i < joint.Length; i++)
            {
                joint[i] += (double)weights[g] * Counts[g][i];
            }
        }

        double total = joint.Sum();
        int classes = joint.Length / Clusters;
        double[] rows = [.. Enumerable.Range(0, classes).Select(c => joint.Skip(c * Clusters).Take(Clusters).Sum())];
        double[] columns = [.. Enumerable.Range(0, Clusters).Select(k => Enumerable.Range(0, classes).Sum(c => joint[(c * Clusters) + k]))];
        double first = Entropy(rows, total), second = Entropy(columns, total);

        // A resample of one class asks nothing of the clusters.
        return total == 0 || first == 0 ? null : Math.Max(0, 2 * (first + second - Entropy(joint, total)) / (first + second));
    }

    private static double Entropy(double[] counts, double total)
    {
        double entropy = 0;
        foreach (double count in counts)
        {
            entropy -= count > 0 ? count / total * Math.Log(count / total) : 0;
        }

        return entropy;
    }
}
