using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The positive is a tile, each as likely, of another slide with the same weak label.</summary>
/// <remarks>A tile whose slide has no label, or the only one of its label, is its own positive, marked as a fallback. Labels of slides say little of a tile: a reconstruction for comparisons.</remarks>
public sealed class WeakLabelPairSampler : IPositivePairSampler
{
    private readonly TileSet _tiles;
    private readonly bool _sameSlide;
    private readonly WeakLabels _labels;
    private readonly LabelSlides[] _byLabel;
    private readonly int[] _placeInLabel;

    /// <summary>Creates a sampler.</summary>
    /// <param name="tiles">The tiles that anchors and positives come from.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public WeakLabelPairSampler(TileSet tiles, WeakLabelPairOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        (_tiles, _sameSlide, _labels) = (tiles, options?.SameSlideAllowed ?? false, new WeakLabels(tiles));
        _placeInLabel = new int[tiles.Slides.Count];
        _byLabel = [.. Enumerable.Range(0, _labels.Names.Count).Select(Gather)];
    }

    /// <inheritdoc/>
    public string Description => _sameSlide ? "weak label" : "weak label, other slides";

    /// <inheritdoc/>
    public int? CandidateCount(int tile)
    {
        int slide = _tiles.SlideOf(tile), label = _labels.OfSlide(slide);
        return label < 0 ? 0 : _byLabel[label].Count - (_sameSlide ? 1 : _tiles.TilesOf(slide).Count);
    }

    /// <inheritdoc/>
    public void Sample(PairDraw draw, int firstRow, ReadOnlySpan<int> anchors, Span<PositivePair> positives)
    {
        PairSpans.RequireSameLength(anchors, positives);
        for (int i = 0; i < anchors.Length; i++)
        {
            int count = CandidateCount(anchors[i])!.Value;
            CounterRandom random = draw.Stream(firstRow + i);
            positives[i] = count == 0 ? new PositivePair(anchors[i], PairRelation.Self, Fallback: true) : new PositivePair(Candidate(anchors[i], random.Next(count)), PairRelation.WeakLabel);
        }
    }

    // The tiles of a label in a row, without the anchor or its slide.
    private int Candidate(int anchor, int number)
    {
        int slide = _tiles.SlideOf(anchor);
        LabelSlides label = _byLabel[_labels.OfSlide(slide)];
        (int first, int count) = _tiles.TilesOf(slide);
        int start = label.Starts[_placeInLabel[slide]], skipped = _sameSlide ? 1 : count, from = _sameSlide ? start + anchor - first : start;
        number = number < from ? number : number + skipped;
        int place = Array.BinarySearch(label.Starts, number);
        place = place < 0 ? ~place - 1 : place;

        return _tiles.TilesOf(label.Slides[place]).First + number - label.Starts[place];
    }

    private LabelSlides Gather(int label)
    {
        int[] slides = [.. Enumerable.Range(0, _tiles.Slides.Count).Where(slide => _labels.OfSlide(slide) == label && _tiles.TilesOf(slide).Count > 0)];
        var starts = new int[slides.Length];
        int count = 0;
        for (int i = 0; i < slides.Length; i++)
        {
            (starts[i], _placeInLabel[slides[i]]) = (count, i);
            count += _tiles.TilesOf(slides[i]).Count;
        }

        return new LabelSlides(slides, starts, count);
    }

    private sealed record LabelSlides(int[] Slides, int[] Starts, int Count);
}
