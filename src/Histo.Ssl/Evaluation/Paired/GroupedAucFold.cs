using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>The ordered pairs of one fold.</summary>
public sealed record GroupedAucFold
{
    /// <summary>Gets the groups of the fold, as indices of <see cref="GroupedScore.Groups"/>.</summary>
    [JsonPropertyName("groups")]
    public required int[] Groups { get; init; }

    /// <summary>Gets the samples of each group.</summary>
    [JsonPropertyName("samples")]
    public required int[] Samples { get; init; }

    /// <summary>Gets for each class the positives of each group; one entry, the second class, for two classes.</summary>
    [JsonPropertyName("positives")]
    public required IReadOnlyList<int[]> Positives { get; init; }

    /// <summary>Gets for each class the rightly ordered pairs, groups x groups, row-major: positives of the row, negatives of the column. A mean over draws where there are several.</summary>
    [JsonPropertyName("ordered")]
    public required IReadOnlyList<double[]> Ordered { get; init; }

    internal double? Value(ReadOnlySpan<int> weights)
    {
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < Positives.Count; c++)
        {
            double right = 0, pairs = 0;
            for (int g = 0; g < Groups.Length; g++)
            {
                int weight = weights[Groups[g]];
                for (int h = 0; weight > 0 && h < Groups.Length; h++)
                {
                    double both = (double)weight * weights[Groups[h]];
                    right += both * Ordered[c][(g * Groups.Length) + h];
                    pairs += both * Positives[c][g] * (Samples[h] - Positives[c][h]);
                }
            }

            if (pairs > 0)
            {
                (sum, classes) = (sum + (right / pairs), classes + 1);
            }
        }

        return classes == 0 ? null : sum / classes;
    }
}
