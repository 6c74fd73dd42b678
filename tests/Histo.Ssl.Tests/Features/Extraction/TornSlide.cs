using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Features;

/// <summary>Another slide whose left edge cannot be decoded in small pieces: the tissue is found, its tiles are unreadable.</summary>
internal sealed class TornSlide(ISlide whole, bool torn) : ISlide
{
    public string FilePath => whole.FilePath;

    public string ReaderName => whole.ReaderName;

    public string? Vendor => whole.Vendor;

    public IReadOnlyList<SlideLevel> Levels => whole.Levels;

    public IReadOnlyDictionary<string, string> Properties => whole.Properties;

    public SlideResolution? Resolution => whole.Resolution;

    public IReadOnlyList<PixelRectangle> ContentRegions => whole.ContentRegions;

    public IReadOnlyList<string> AssociatedImageNames => whole.AssociatedImageNames;

    public RgbImage ReadAssociatedImage(string name) => whole.ReadAssociatedImage(name);

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        if (torn && x == 0 && width < 100)
        {
            throw new HistoException(ErrorCodes.PixelsUnreadable, "these pixels are damaged on purpose", FilePath);
        }

        whole.ReadRegion(level, x, y, width, height, rgb);
    }

    public void Dispose() => whole.Dispose();
}
