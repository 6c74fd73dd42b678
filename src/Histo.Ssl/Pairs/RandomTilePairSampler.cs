using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The positive is any other tile of the anchor's slide: the control that shows what spatial context adds to merely sharing a slide.</summary>
/// <remarks>A tile that is alone in its slide is its own positive, marked as a fallback.</remarks>
public sealed class RandomTilePairSampler : IPositivePairSampler
{
    private readonly TileSet _tiles;

    /// <summary>Creates a sampler.</summary>
    /// <param name="tiles">The tiles that anchors and positives come from.</param>
    public RandomTilePairSampler(TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        _tiles = tiles;
    }

    /// <inheritdoc/>
    public string Description => "random tile of the slide";

    /// <inheritdoc/>
    public int? CandidateCount(int tile) => _tiles.TilesOf(_tiles.SlideOf(tile)).Count - 1;

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        for (int i = 0; i < anchors.Length; i++)
        {
            (int first, int count) = _tiles.TilesOf(_tiles.SlideOf(anchors[i]));
            if (count == 1)
            {
                positives[i] = new PositivePair(anchors[i], PairRelation.Self, Fallback: true);
                continue;
            }

            CounterRandom random = draw.Stream(firstRow + i);
            int tile = first + random.Next(count - 1);
            positives[i] = new PositivePair(tile < anchors[i] ? tile : tile + 1, PairRelation.SameSlide);
        }
    }
}
