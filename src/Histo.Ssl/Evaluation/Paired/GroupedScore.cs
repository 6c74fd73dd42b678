using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>A score kept as counts of groups (patients, slides), so that it can be computed again for any multiplicity of the groups: what a bootstrap over groups needs, without the predictions.</summary>
/// <remarks>With every weight 1 the value is the score itself. Immutable and small: the square of the groups of a fold at most.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GroupedAuc), "auc")]
[JsonDerivedType(typeof(GroupedAccuracy), "accuracy")]
[JsonDerivedType(typeof(GroupedAgreement), "agreement")]
public abstract class GroupedScore
{
    /// <summary>Gets the names of the groups; weights are in their order.</summary>
    [JsonPropertyName("groups")]
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Computes the score of a resample.</summary>
    /// <param name="weights">How often each group was drawn, 0 or more.</param>
    /// <returns>Null where it is not defined, for example when a class was not drawn.</returns>
    /// <exception cref="HistoException">HS0002: there is not one weight a group.</exception>
    public double? Value(ReadOnlySpan<int> weights)
    {
        if (weights.Length != Groups.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a resample has one weight a group", seen: weights.Length, wanted: Groups.Count);
        }

        return Compute(weights);
    }

    /// <summary>Computes the score itself: every group once.</summary>
    public double? Value()
    {
        int[] once = new int[Groups.Count];
        Array.Fill(once, 1);
        return Compute(once);
    }

    /// <summary>Computes the score of a resample.</summary>
    /// <param name="weights">One weight a group.</param>
    private protected abstract double? Compute(ReadOnlySpan<int> weights);
}
