namespace Histo.Ssl.Evaluation;

/// <summary>How pure neighbourhoods are at one distance. Mismatch is what <see cref="PurityMeasure"/> says.</summary>
/// <param name="Distance">Chebyshev distance, in strides.</param>
/// <param name="Pairs">Unordered pairs of tiles (of labels: labelled tiles) at exactly this distance, over all slides.</param>
/// <param name="AnchorsWithoutNeighbour">Tiles (of labels: labelled tiles) that have no other tile, labelled or not, up to this distance: a sampler of this radius has no neighbour for them.</param>
public sealed record PurityDistance(int Distance, long Pairs, long AnchorsWithoutNeighbour)
{
    /// <summary>Gets the mismatch of the pairs at exactly this distance; the interval is a percentile bootstrap over slides, without estimate where there is no pair.</summary>
    public required BootstrapInterval At { get; init; }

    /// <summary>Gets the same over all pairs up to this distance: what a sampler with this radius meets when it draws its pairs evenly.</summary>
    public required BootstrapInterval UpTo { get; init; }

    /// <summary>Gets the mean of the slides' mismatches at exactly this distance, in which a small slide counts as much as a large one; null without a pair.</summary>
    public double? SlideMean { get; init; }
}
