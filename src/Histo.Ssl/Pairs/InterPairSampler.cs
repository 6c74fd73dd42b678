using System.Globalization;

namespace Histo.Ssl.Pairs;

/// <summary>The positive is a neighbour in feature space, of any slide: one of the tiles that a table lists for the anchor, each as likely.</summary>
/// <remarks>
/// The trainer refreshes the table between steps. A tile without neighbours (all of them before the first refresh) is its own positive, marked as a fallback.
/// The draw from a table is a reconstruction: SSLP's code has no such pairs, its loss compares with bank rows.
/// </remarks>
public sealed class InterPairSampler : IPositivePairSampler
{
    private readonly FeatureNeighbours _neighbours;

    /// <summary>Creates a sampler.</summary>
    /// <param name="neighbours">The neighbours of each tile; read, never changed.</param>
    public InterPairSampler(FeatureNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        _neighbours = neighbours;
        Description = string.Create(CultureInfo.InvariantCulture, $"inter n<={neighbours.PerTile}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int? CandidateCount(int tile) => _neighbours.Of(tile).Length;

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        for (int i = 0; i < anchors.Length; i++)
        {
            ReadOnlySpan<int> candidates = _neighbours.Of(anchors[i]);
            positives[i] = candidates.IsEmpty
                ? new PositivePair(anchors[i], PairRelation.Self, Fallback: true)
                : new PositivePair(candidates[draw.Stream(firstRow + i).Next(candidates.Length)], PairRelation.FeatureSpace);
        }
    }
}
