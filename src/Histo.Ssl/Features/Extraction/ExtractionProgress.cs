namespace Histo.Ssl.Features;

/// <summary>How far the extraction of a cohort is. Told when the stores of earlier runs are looked at, after each batch of tiles, and when a slide is finished.</summary>
/// <param name="SlidesDone">Slides that are finished, those of earlier runs included.</param>
/// <param name="SlideCount">Slides of the cohort.</param>
/// <param name="SlideId">The slide that is worked on, or that was finished.</param>
public readonly record struct ExtractionProgress(int SlidesDone, int SlideCount, string SlideId)
{
    /// <summary>Gets how far the slide is.</summary>
    /// <value>Null before its first batch.</value>
    public EmbeddingProgress? Tiles { get; init; }

    /// <summary>Gets the slide when it is finished.</summary>
    /// <value>Null while it is worked on.</value>
    public ExtractedSlide? Finished { get; init; }

    /// <summary>Gets what a person should know: a damaged store that is made anew, for example.</summary>
    /// <value>Null: nothing.</value>
    public string? Notice { get; init; }
}
