using System.Globalization;

namespace Histo.Ssl.Evaluation;

/// <summary>Makes a curve with intervals and a recommendation from the counts of slides.</summary>
internal static class PurityEstimate
{
    public static PurityCurve Of(SlidePairCounts[] slides, PurityMeasure measure, PurityOptions options)
    {
        PurityDistance[] curve = [.. Enumerable.Range(1, options.MaxDistance).Select(distance => At(slides, distance, options))];
        int filled = slides.Count(each => each.Pairs.Any(pairs => pairs > 0));
        return new PurityCurve(curve, Recommend(curve, filled, PurityWords.Of(measure), options), filled, slides.Sum(each => each.Tiles)) { Measure = measure };
    }

    private static PurityDistance At(SlidePairCounts[] slides, int distance, PurityOptions options)
    {
        double[] ratios = [.. slides.Where(each => each.Pairs[distance] > 0 && each.Unit > 0).Select(each => each.Difference[distance] / (each.Pairs[distance] * each.Unit))];
        return new PurityDistance(distance, slides.Sum(each => each.Pairs[distance]), slides.Sum(each => each.Lonely[distance]))
        {
            At = Ratio(slides, distance, distance, options), UpTo = Ratio(slides, 1, distance, options), SlideMean = ratios.Length > 0 ? ratios.Average() : null,
        };
    }

    private static BootstrapInterval Ratio(SlidePairCounts[] slides, int from, int to, PurityOptions options)
    {
        (double Expected, double Difference)[] sums =
        [
            .. slides.Select(each => (Pairs: each.Pairs.AsSpan(from, to - from + 1).ToArray().Sum(), Counts: each)).Where(each => each.Pairs > 0)
                .Select(each => (each.Pairs * each.Counts.Unit, each.Counts.Difference.AsSpan(from, to - from + 1).ToArray().Sum())),
        ];
        return sums.Length == 0
            ? new BootstrapInterval(null, null, null, 0.95, options.Resamples, 0)
            : PercentileBootstrap.Interval([.. Enumerable.Range(0, sums.Length).Select(slide => slide.ToString(CultureInfo.InvariantCulture))], Quotient, options.Resamples, options.Seed);

        double? Quotient(int[] rows)
        {
            double expected = rows.Sum(row => sums[row].Expected);
            return expected > 0 ? rows.Sum(row => sums[row].Difference) / expected : null;
        }
    }

    private static PurityRecommendation Recommend(PurityDistance[] curve, int slides, PurityWords words, PurityOptions options)
    {
        if (slides < options.MinSlides || curve[0].Pairs < options.MinPairs)
        {
            return new PurityRecommendation(null, string.Create(
                CultureInfo.InvariantCulture, $"too little data: {slides} slides with {words.Pairs} and {curve[0].Pairs} pairs at distance 1; {options.MinSlides} slides and {options.MinPairs} pairs are needed"));
        }

        if (curve[0].UpTo.Estimate is null)
        {
            return new PurityRecommendation(null, "the tiles of every slide are all alike");
        }

        PurityDistance[] under = [.. curve.TakeWhile(each => each.UpTo.Estimate <= options.MaxMismatch)];
        if (under.Length == 0)
        {
            return new PurityRecommendation(null, string.Create(CultureInfo.InvariantCulture, $"{words.Adjacent(curve[0].UpTo.Estimate)}, more than the bound of {options.MaxMismatch:0.0 %}: neighbours are no positives at this size"));
        }

        PurityDistance last = under[^1];
        string end = under.Length == curve.Length ? "the largest distance measured" : string.Create(CultureInfo.InvariantCulture, $"at {last.Distance + 1} it is {curve[last.Distance].UpTo.Estimate:0.0 %}");
        string share = string.Create(CultureInfo.InvariantCulture, $"{last.UpTo.Estimate:0.0 %} (95 % over slides {last.UpTo.Low:0.0 %} to {last.UpTo.High:0.0 %})");
        return new PurityRecommendation(last.Distance, string.Create(
            CultureInfo.InvariantCulture, $"{words.UpTo(share, last.Distance)}, within the bound of {options.MaxMismatch:0.0 %}; {end}; {last.AnchorsWithoutNeighbour} anchors have no neighbour"));
    }
}
