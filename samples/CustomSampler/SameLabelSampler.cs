using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace CustomSampler;

/// <summary>The positive is a tile of another slide with the same weak label; where there is no such slide, the anchor itself.</summary>
internal sealed class SameLabelSampler : IPositivePairSampler
{
    private readonly TileSet _tiles;
    private readonly int[][] _partners;

    public SameLabelSampler(TileSet tiles)
    {
        _tiles = tiles;
        var labels = new WeakLabels(tiles);
        int[] slides = [.. Enumerable.Range(0, tiles.Slides.Count)];
        _partners = [.. slides.Select(slide => slides.Where(other => other != slide && labels.OfSlide(slide) >= 0 && labels.OfSlide(other) == labels.OfSlide(slide)).ToArray())];
    }

    public string Description => "same label, other slide";

    // What is drawn depends on seed, step, row and anchor alone: any number of threads gives the same pairs, and a resumed run goes on with them.
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        for (int i = 0; i < anchors.Length; i++)
        {
            int[] partners = _partners[_tiles.SlideOf(anchors[i])];
            CounterRandom random = draw.Stream(firstRow + i, RandomSlot.Custom);
            (int first, int count) = partners.Length > 0 ? _tiles.TilesOf(partners[random.Next(partners.Length)]) : (anchors[i], 0);
            positives[i] = count > 0 ? new PositivePair(first + random.Next(count), PairRelation.WeakLabel) : new PositivePair(anchors[i], PairRelation.Self, Fallback: true);
        }
    }
}
