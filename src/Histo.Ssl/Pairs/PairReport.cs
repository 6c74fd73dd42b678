namespace Histo.Ssl.Pairs;

/// <summary>What the pairs of a run were, for meters and reports.</summary>
public sealed record PairReport
{
    /// <summary>Gets the number of pairs.</summary>
    public required long Pairs { get; init; }

    /// <summary>Gets the number of pairs of each relation.</summary>
    public required IReadOnlyDictionary<PairRelation, long> Relations { get; init; }

    /// <summary>Gets the number of pairs at each Chebyshev distance in strides: element D counts distance D, 0 to 100; element 0 counts self pairs.</summary>
    public required IReadOnlyList<long> Distances { get; init; }

    /// <summary>Gets the number of pairs of one slide that are farther apart than 100.</summary>
    public required long Beyond { get; init; }

    /// <summary>Gets the number of pairs of different slides, which have no distance.</summary>
    public required long AcrossSlides { get; init; }

    /// <summary>Gets the mean Chebyshev distance of the pairs within a slide, self pairs included; NaN when there are none.</summary>
    public required double MeanDistance { get; init; }

    /// <summary>Gets the number of pairs that fell back to the anchor itself: no neighbour, or an unreadable positive.</summary>
    public required long FallbacksToSelf { get; init; }

    /// <summary>Gets the number of pairs whose positive came from beyond the distance (<see cref="BorderPolicy.Widen"/>).</summary>
    public required long FallbacksWidened { get; init; }

    /// <summary>Gets the mean number of tiles that an anchor's positive could have been; null when the sampler does not count them.</summary>
    public double? MeanCandidates { get; init; }

    /// <summary>Gets the number of anchors that had no candidate; null when the sampler does not count them.</summary>
    public long? WithoutCandidates { get; init; }

    /// <summary>Gets the number of tiles that may not be anchors: without neighbours under <see cref="BorderPolicy.Drop"/>.</summary>
    public int DroppedAnchors { get; init; }

    /// <summary>Gets the number of times that a tile found no place in its epoch because the guard kept refusing it.</summary>
    public long SkippedAnchors { get; init; }

    /// <summary>Returns the share of a relation among all pairs, 0 to 1; NaN when there are no pairs.</summary>
    /// <param name="relation">The relation.</param>
    public double Share(PairRelation relation) => (double)Relations[relation] / Pairs;
}
