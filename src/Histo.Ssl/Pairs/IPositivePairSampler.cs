namespace Histo.Ssl.Pairs;

/// <summary>Draws a positive for each anchor of a batch. Knows tiles, not pixels or losses; works with any objective.</summary>
/// <remarks>
/// Pure: what is drawn is a function of the draw's seed and step, the row and the anchor. Safe for several threads. Composes: see <c>MixturePairSampler</c>,
/// <c>FallbackPairSampler</c> and <c>GuardedPairSampler</c>.
/// </remarks>
public interface IPositivePairSampler
{
    /// <summary>Gets a short description for logs and reports, for example "spatial d=1 p=1".</summary>
    string Description { get; }

    /// <summary>Gets the guard that anchors of one batch must pass; null for none.</summary>
    IAnchorGuard? Guard => null;

    /// <summary>Gets the Chebyshev distance in strides within which another row of the batch is no negative of a row; 0 for no such rule.</summary>
    /// <remarks>A sampler that draws neighbours as positives says here how far they lie: a loss with negatives would otherwise push the same tissue apart. By default what the guard says.</remarks>
    int ExclusionRadius => Guard?.ExclusionRadius ?? 0;

    /// <summary>Returns whether a tile may be an anchor. A border policy that drops anchors without candidates says no here.</summary>
    /// <param name="tile">Index of the tile.</param>
    bool CanAnchor(int tile) => true;

    /// <summary>Returns how many tiles could be drawn for an anchor, for statistics; null when the sampler has no such number.</summary>
    /// <param name="tile">Index of the anchor.</param>
    int? CandidateCount(int tile) => null;

    /// <summary>Draws one positive for each anchor.</summary>
    /// <param name="draw">Seed and step.</param>
    /// <param name="firstRow">Row of the first anchor in the batch; row i of the span uses the random stream of firstRow + i.</param>
    /// <param name="anchors">Indices of the anchors.</param>
    /// <param name="positives">Receives one positive an anchor.</param>
    void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives);
}
