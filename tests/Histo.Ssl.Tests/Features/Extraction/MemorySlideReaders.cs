using Histo.Ssl.Slides;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

/// <summary>Opens slides that functions make, by the name of their file; counts how often.</summary>
internal sealed class MemorySlideReaders : ISlideReaderFactory
{
    private readonly Dictionary<string, Func<ISlide>> _slides = [];

    /// <summary>Names of the files that were opened, in order.</summary>
    public List<string> Opened { get; } = [];

    public IReadOnlyList<ISlideReader> Readers => [];

    public SlideManifest Manifest => new(_slides.Keys.Select(name => new ManifestSlide(name, [new ManifestPart($"/nowhere/{name}")])));

    /// <summary>Four slides: "a" of 20 tiles, "b" of 12, "glass" without tissue, "c" of 20; tiles of 32 px at 1 um, c's left column of 4 tiles unreadable where asked for.</summary>
    public static MemorySlideReaders Cohort(bool damaged = false, bool broken = false)
    {
        var readers = new MemorySlideReaders();
        readers._slides["a"] = () => new MemorySlide(Pictures.Noise(160, 128, Pictures.Stained, 30, 1), 1);
        readers._slides["b"] = broken ? () => throw new HistoException(ErrorCodes.SlideDamaged, "the file is damaged", "b") : () => new MemorySlide(Pictures.Noise(96, 128, Pictures.Stained, 30, 2), 1);
        readers._slides["glass"] = () => new MemorySlide(Pictures.Tissue(160, 128), 1);
        readers._slides["c"] = () => new TornSlide(new MemorySlide(Pictures.Noise(160, 128, Pictures.Stained, 30, 3), 1), damaged);
        return readers;
    }

    public ISlideReader Choose(string path, string reader = "auto") => throw new NotSupportedException();

    public ISlide Open(string path, SlideOpenOptions? options = null)
    {
        string name = Path.GetFileName(path);
        lock (Opened)
        {
            Opened.Add(name);
        }

        return _slides[name]();
    }
}
