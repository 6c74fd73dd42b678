using Histo.Ssl.Slides;

namespace Histo.TestKit;

/// <summary>Opens slides that functions make, by slide_id.</summary>
public sealed class MemorySlideSource : ISlideSource
{
    private readonly Dictionary<string, Func<ISlide>> _slides = [];

    /// <summary>The slides in the order in which they were added.</summary>
    public List<ManifestSlide> Manifest { get; } = [];

    public MemorySlideSource Add(string slideId, Func<ISlide> open, params ManifestPart[] parts)
    {
        _slides[slideId] = open;
        Manifest.Add(new ManifestSlide(slideId, parts.Length > 0 ? parts : [new ManifestPart($"/nowhere/{slideId}")]));
        return this;
    }

    public ISlide Open(ManifestSlide slide) => _slides[slide.SlideId]();
}
