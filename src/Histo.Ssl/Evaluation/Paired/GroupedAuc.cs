using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>An AUC as the number of rightly ordered pairs between groups; within each fold, then the mean over the folds, so that scores of different models are never compared.</summary>
/// <remarks>
/// For groups g and h of a fold, U[g, h] counts the pairs (positive of g, negative of h) whose positive has the higher score, ties one half. A resample with weights w has the AUC
/// sum w_g w_h U[g, h] / sum w_g w_h P_g N_h. With more than two classes: one against the rest, mean over the classes that occur.
/// </remarks>
public sealed class GroupedAuc : GroupedScore
{
    /// <summary>Gets the folds.</summary>
    [JsonPropertyName("folds")]
    public required IReadOnlyList<GroupedAucFold> Folds { get; init; }

    private protected override double? Compute(ReadOnlySpan<int> weights)
    {
        double sum = 0;
        int folds = 0;
        foreach (GroupedAucFold fold in Folds)
        {
            if (fold.Value(weights) is { } value)
            {
                (sum, folds) = (sum + value, folds + 1);
            }
        }

        return folds == 0 ? null : sum / folds;
    }
}
