namespace Histo.Ssl.Mil.Explanation;

/// <summary>How a model spends its attention: on how few tiles, and whether on the right ones.</summary>
/// <remarks>
/// The analysis of the SRMIL paper (WACV 2026, arXiv 2602.19487, figure 3). [S] marks what its caption says, [D] what is our reading of it. Alignments look at positive slides only: slides
/// with one positive tile at least.
/// </remarks>
public sealed record AttentionBehaviour
{
    private const double High = 0.5;
    private const int Bins = 20;

    private AttentionBehaviour()
    {
    }

    /// <summary>Gets the number of slides.</summary>
    public required int Slides { get; init; }

    /// <summary>Gets the number of slides with a positive tile: those that the alignments look at.</summary>
    public required int PositiveSlides { get; init; }

    /// <summary>Gets the share of slides whose largest attention is 0.5 or more [S].</summary>
    public required double HighAttentionRatio { get; init; }

    /// <summary>Gets the share of positive slides whose tile of largest attention is positive [S]; null without a positive slide. The first of equal tiles counts.</summary>
    public required double? Top1Alignment { get; init; }

    /// <summary>Gets the mean over positive slides of the share of positives among the five tiles of largest attention (fewer where the slide has fewer) [D: the caption does not say whether it is this mean]; null without a positive slide.</summary>
    public required double? Top5Alignment { get; init; }

    /// <summary>Gets the share of positives among all tiles of positive slides with an attention of 0.5 or more, pooled over slides [S; D: pooled]; null where there is no such tile.</summary>
    public required double? HighAlignment { get; init; }

    /// <summary>Gets the largest attention of every slide, in the order of the slides.</summary>
    public required IReadOnlyList<double> Maxima { get; init; }

    /// <summary>Gets how many slides have their largest attention in each of twenty even intervals of 0 to 1; 1 belongs to the last [S: the distribution; D: its bins].</summary>
    public required IReadOnlyList<int> Histogram { get; init; }

    /// <summary>Measures a cohort.</summary>
    /// <param name="slides">The slides, one or more; their attention as the model gives it, before any scaling.</param>
    /// <exception cref="HistoException">HS2065: numbers are no attention. HS2060: there is no slide, or not one label a tile.</exception>
    public static AttentionBehaviour Of(IReadOnlyList<SlideAttention> slides)
    {
        ArgumentNullException.ThrowIfNull(slides);
        if (slides.Count == 0)
        {
            throw new HistoException(ErrorCodes.ScoresMismatch, "there is no slide whose attention could be measured", seen: 0, wanted: "1 or more");
        }

        foreach (SlideAttention slide in slides)
        {
            slide.Check();
        }

        double[] maxima = [.. slides.Select(slide => slide.Largest)];
        SlideAttention[] positive = [.. slides.Where(slide => slide.IsPositive)];
        bool[] high = [.. positive.SelectMany(slide => slide.Positive!.Where((_, tile) => slide.Attention[tile] >= High))];
        return new AttentionBehaviour
        {
            Slides = slides.Count,
            PositiveSlides = positive.Length,
            HighAttentionRatio = Share(maxima, each => each >= High),
            Top1Alignment = positive.Length == 0 ? null : positive.Average(slide => TopShare(slide, 1)),
            Top5Alignment = positive.Length == 0 ? null : positive.Average(slide => TopShare(slide, 5)),
            HighAlignment = high.Length == 0 ? null : Share(high, each => each),
            Maxima = maxima,
            Histogram = Count(maxima),
        };
    }

    private static double TopShare(SlideAttention slide, int count)
    {
        IEnumerable<int> top = Enumerable.Range(0, slide.Attention.Count).OrderByDescending(tile => slide.Attention[tile]).ThenBy(tile => tile).Take(count);
        return Share([.. top], tile => slide.Positive![tile]);
    }

    private static double Share<T>(IReadOnlyCollection<T> items, Func<T, bool> counts) => (double)items.Count(counts) / items.Count;

    private static int[] Count(double[] maxima)
    {
        var counts = new int[Bins];
        foreach (double each in maxima)
        {
            counts[Math.Clamp((int)(each * Bins), 0, Bins - 1)]++;
        }

        return counts;
    }
}
