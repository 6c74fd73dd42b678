using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How k-means runs.</summary>
public sealed record KMeansOptions
{
    /// <summary>Gets the number of starts; the one with the smallest inertia is kept, of equal ones the first.</summary>
    /// <value>10 by default.</value>
    [Range(1, 10_000)]
    public int Starts { get; init; } = 10;

    /// <summary>Gets the most updates of the centres a start.</summary>
    /// <value>300 by default.</value>
    [Range(1, 1_000_000)]
    public int MaxIterations { get; init; } = 300;

    /// <summary>Gets the seed of the starts.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; init; }
}
