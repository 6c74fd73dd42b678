using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>How much neighbours differ in their features, beside any two tiles of their slide: a purity that needs no labels.</summary>
/// <remarks>
/// Features are standardised over all tiles of the set (<see cref="Standardiser"/>), then compared by cosine. mismatch(d) = (1 - mean cosine of the slide's pairs at Chebyshev distance d) /
/// (1 - mean cosine of all its pairs): 0 for pairs that are identical, 1 for pairs no more alike than any two tiles of the slide, more for pairs that are less alike. Over slides both sides are summed over the pairs at d:
/// sum of (1 - cosine) / sum of the mean difference of the pair's slide. Intervals resample slides with their pairs. A slide whose tiles are all alike says nothing.
/// What is called alike is what the features see: an encoder trained on neighbours finds neighbours alike. Definition and bound are this library's own.
/// Time: one product of vectors a pair, (2 d + 1)^2 / 2 a tile. Memory: 12 bytes a feature of every tile beside the set.
/// </remarks>
public static class FeaturePurity
{
    /// <summary>The bound on mismatch where none is given: half of what any two tiles of a slide differ by. A convention of this library, not a published figure.</summary>
    public const double DefaultMaxMismatch = 0.5;

    /// <summary>Measures the curve.</summary>
    /// <param name="set">Tiles and their features, each tile once. Not changed.</param>
    /// <param name="options">Settings; null for the defaults with <see cref="DefaultMaxMismatch"/> as the bound.</param>
    /// <param name="cancellation">Stops the comparing.</param>
    /// <returns>The curve with a recommendation. The number of threads never changes it.</returns>
    /// <exception cref="HistoException">HS0001: an option is out of range. HS1201: a cell is none. HS1202: a tile is there twice. HS1802: a feature is not finite. HS1882: the features of all tiles are the same.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PurityCurve Measure(EmbeddingSet set, PurityOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        options ??= new PurityOptions { MaxMismatch = DefaultMaxMismatch };
        options.Validate();
        TileSet tiles = Lattice(set, out int[] order);
        UnitVectors vectors = UnitVectors.Of(set, order, cancellation);
        SlidePairCounts[] slides = new PairCounter<CosineDifference>(tiles, new CosineDifference(vectors), options.MaxDistance).Count(cancellation);
        Parallel.For(0, slides.Length, new ParallelOptions { CancellationToken = cancellation }, slide =>
        {
            (int first, int count) = tiles.TilesOf(slide);
            slides[slide].Unit = vectors.MeanDifference(first, count);
        });
        return PurityEstimate.Of(slides, PurityMeasure.Features, options);
    }

    // The tile set's own order, slide by slide and row by row, and the set's row of each tile.
    private static TileSet Lattice(EmbeddingSet set, out int[] order)
    {
        int[][] rows = [.. Enumerable.Range(0, set.Count).GroupBy(row => set.SlideIndex[row]).OrderBy(group => group.Key).Select(group => group.OrderBy(row => set.Rows[row]).ThenBy(row => set.Columns[row]).ToArray())];
        order = [.. rows.SelectMany(each => each)];
        return new TileSet([.. rows.Select(Slide)], [.. rows.Select(each => Array.ConvertAll(each, row => (set.Columns[row], set.Rows[row])))]);

        TileSlide Slide(int[] own) => new(
            new ManifestSlide(set.SlideOf(own[0]).SlideId, []),
            string.Empty,
            new TileGrid { Columns = own.Max(row => set.Columns[row]) + 1, Rows = own.Max(row => set.Rows[row]) + 1, TileSize = set.Origin.TileSize, Stride = set.Origin.Stride, Mpp = set.SlideOf(own[0]).Mpp });
    }
}
