using Histo.Ssl.Slides;
using Histo.Ssl.Training;

namespace Histo.Ssl.Features;

/// <summary>Keeps the record of an extraction: one entry a slide, written after each change of status.</summary>
internal sealed class ExtractionLedger
{
    private readonly ExtractionFolder _folder;
    private readonly ExtractionRecord _settings;
    private readonly IReadOnlyList<string> _order;
    private readonly Dictionary<string, ExtractedSlide> _entries;

    /// <param name="folder">Where the record is.</param>
    /// <param name="settings">The record without slides.</param>
    /// <param name="slides">The cohort; entries of other cohorts in the folder are kept and stand before it.</param>
    /// <param name="earlier">Entries of earlier runs.</param>
    public ExtractionLedger(ExtractionFolder folder, ExtractionRecord settings, IReadOnlyList<ManifestSlide> slides, IReadOnlyList<ExtractedSlide> earlier)
    {
        _folder = folder;
        _settings = settings;
        Cohort = [.. slides.Select(slide => slide.SlideId)];
        _order = [.. earlier.Select(slide => slide.SlideId).Except(Cohort, StringComparer.Ordinal), .. Cohort];
        _entries = earlier.ToDictionary(slide => slide.SlideId, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Cohort { get; }

    public ExtractedSlide? Find(string slideId) => _entries.GetValueOrDefault(slideId);

    public void Set(ExtractedSlide slide) => _entries[slide.SlideId] = slide;

    /// <exception cref="HistoException">HS1854: the folder cannot be written.</exception>
    public ExtractionRecord Write(RunStatus status, string? error = null)
    {
        ExtractionRecord record = _settings with { Status = status, Error = error, Slides = [.. _order.Select(Find).OfType<ExtractedSlide>()] };
        StoreWriting.Guard(() => _folder.WriteRecord(record));
        return record;
    }
}
