using System.Globalization;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>How often a neighbour has another label than its anchor: what contextual pairs assume not to happen.</summary>
/// <remarks>
/// mismatch(d) = pairs of one slide at Chebyshev distance d whose labels differ / pairs of one slide at distance d, unordered, over labelled tiles. Intervals resample slides with their pairs.
/// Source: the mismatch curve of the contextual-pairs paper (figure 2); the details of its counting are reconstructed.
/// </remarks>
public static class LabelPurity
{
    /// <summary>Measures the curve.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="labels">One label a tile, <see cref="TileLabels.Unknown"/> where nobody knows (see <see cref="TileLabels.Of"/>). Not changed.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellation">Stops the counting.</param>
    /// <returns>The curve with a recommendation. The number of threads never changes it.</returns>
    /// <exception cref="HistoException">HS0001: an option is out of range. HS0002: there is not one label a tile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PurityCurve Measure(TileSet tiles, int[] labels, PurityOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new PurityOptions();
        options.Validate();
        if (labels.Length != tiles.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one label a tile", nameof(labels), labels.Length, tiles.Count);
        }

        var slides = new SlidePairCounts[tiles.Slides.Count];
        Parallel.For(0, slides.Length, new ParallelOptions { CancellationToken = cancellation }, slide => slides[slide] = SlidePairCounts.Of(tiles, slide, labels, options.MaxDistance, cancellation));
        PurityDistance[] curve = [.. Enumerable.Range(1, options.MaxDistance).Select(distance => At(slides, distance, options))];
        int filled = slides.Count(each => each.Pairs.Any(pairs => pairs > 0));
        return new PurityCurve(curve, Recommend(curve, filled, options), filled, slides.Sum(each => each.Tiles));
    }

    private static PurityDistance At(SlidePairCounts[] slides, int distance, PurityOptions options)
    {
        double[] shares = [.. slides.Where(each => each.Pairs[distance] > 0).Select(each => (double)each.Differing[distance] / each.Pairs[distance])];
        return new PurityDistance(distance, slides.Sum(each => each.Pairs[distance]), slides.Sum(each => each.Lonely[distance]))
        {
            At = Share(slides, distance, distance, options), UpTo = Share(slides, 1, distance, options), SlideMean = shares.Length > 0 ? shares.Average() : null,
        };
    }

    private static BootstrapInterval Share(SlidePairCounts[] slides, int from, int to, PurityOptions options)
    {
        (long Pairs, long Differing)[] sums = [.. slides.Select(each => (Sum(each.Pairs, from, to), Sum(each.Differing, from, to))).Where(each => each.Item1 > 0)];
        return sums.Length == 0
            ? new BootstrapInterval(null, null, null, 0.95, options.Resamples, 0)
            : PercentileBootstrap.Interval([.. Enumerable.Range(0, sums.Length).Select(slide => slide.ToString(CultureInfo.InvariantCulture))], rows => (double)rows.Sum(row => sums[row].Differing) / rows.Sum(row => sums[row].Pairs), options.Resamples, options.Seed);
    }

    private static long Sum(long[] counts, int from, int to) => counts.AsSpan(from, to - from + 1).ToArray().Sum();

    private static PurityRecommendation Recommend(PurityDistance[] curve, int slides, PurityOptions options)
    {
        if (slides < options.MinSlides || curve[0].Pairs < options.MinPairs)
        {
            return new PurityRecommendation(null, string.Create(
                CultureInfo.InvariantCulture, $"too little data: {slides} slides with labelled pairs and {curve[0].Pairs} pairs at distance 1; {options.MinSlides} slides and {options.MinPairs} pairs are needed"));
        }

        PurityDistance[] under = [.. curve.TakeWhile(each => each.UpTo.Estimate <= options.MaxMismatch)];
        if (under.Length == 0)
        {
            return new PurityRecommendation(null, string.Create(CultureInfo.InvariantCulture, $"{curve[0].UpTo.Estimate:0.0 %} of adjacent tiles have other labels, more than the bound of {options.MaxMismatch:0.0 %}: neighbours are no positives at this size"));
        }

        PurityDistance last = under[^1];
        string end = under.Length == curve.Length ? "the largest distance measured" : string.Create(CultureInfo.InvariantCulture, $"at {last.Distance + 1} it is {curve[last.Distance].UpTo.Estimate:0.0 %}");
        return new PurityRecommendation(last.Distance, string.Create(
            CultureInfo.InvariantCulture,
            $"{last.UpTo.Estimate:0.0 %} (95 % over slides {last.UpTo.Low:0.0 %} to {last.UpTo.High:0.0 %}) of the pairs up to distance {last.Distance} have other labels, within the bound of {options.MaxMismatch:0.0 %}; {end}; {last.AnchorsWithoutNeighbour} anchors have no neighbour"));
    }
}
