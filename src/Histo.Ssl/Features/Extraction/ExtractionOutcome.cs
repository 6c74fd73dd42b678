namespace Histo.Ssl.Features;

/// <summary>An extraction that came to its end.</summary>
/// <param name="Folder">Where the stores are.</param>
/// <param name="Record">The record as it was written, with the slides of earlier cohorts in the folder.</param>
/// <param name="Slides">What became of each slide of this cohort, in its order.</param>
/// <param name="Kept">Slides among them that were done before this run.</param>
/// <param name="Notices">What a person should know: stores that were damaged or outdated and were made anew.</param>
public sealed record ExtractionOutcome(ExtractionFolder Folder, ExtractionRecord Record, IReadOnlyList<ExtractedSlide> Slides, int Kept, IReadOnlyList<string> Notices)
{
    /// <summary>Gets the slides that could not be read or tiled. The next run tries them again.</summary>
    public IEnumerable<ExtractedSlide> Failed => Slides.Where(slide => slide.Status == ExtractionStatus.Failed);
}
