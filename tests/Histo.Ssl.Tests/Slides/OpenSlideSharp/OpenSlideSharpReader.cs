using System.Runtime.InteropServices;
using Histo.Ssl;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using OpenSlideSharp;

namespace MyApplication;

internal sealed class OpenSlideSharpReader : ISlideReader
{
    public string Name => "openslidesharp";

    public SlideSupport Probe(string path) => OpenSlideImage.DetectVendor(path) is { } vendor ? new(true, vendor) : new(false, "OpenSlide does not recognise the file");

    // Never call OpenSlideImage.Open on an unrecognised file: its finalizer would close a null handle and end the process.
    public ISlide Open(string path, SlideOpenOptions? options = null) => Probe(path) is { IsSupported: true }
        ? new OpenSlideSharpSlide(path, options)
        : throw new HistoException(ErrorCodes.SlideUnsupported, "OpenSlide does not recognise the file", where: path);
}

internal sealed class OpenSlideSharpSlide(string path, SlideOpenOptions? options) : ISlide
{
    private readonly Lock _lock = new(); // The package does not count uses: a dispose during a read is a native crash.
    private OpenSlideImage? _image = OpenSlideImage.Open(path);

    public string FilePath => path;
    public string ReaderName => "openslidesharp";
    public string? Vendor => Properties.GetValueOrDefault("openslide.vendor");
    public IReadOnlyList<SlideLevel> Levels => field ??= Use(image => Enumerable.Range(0, image.LevelCount).Select(level => new SlideLevel(
        checked((int)image.GetLevelDimension(level).Width), checked((int)image.GetLevelDimension(level).Height), image.GetLevelDownsample(level))).ToArray());
    public IReadOnlyDictionary<string, string> Properties => field ??= Use(image => image.GetPropertyNames().ToDictionary(name => name, name => image[name]));
    public SlideResolution? Resolution => SlideResolution.Find(Properties, options?.Mpp); // The package's own property reads 0.5 as 5 under a German culture.
    public IReadOnlyList<PixelRectangle> ContentRegions => [new(0, 0, Levels[0].Width, Levels[0].Height)];
    public IReadOnlyList<string> AssociatedImageNames => []; // GetAssociatedImageNames and TryReadAssociatedImage, where an application wants labels.
    public RgbImage ReadAssociatedImage(string name) => throw new HistoException(ErrorCodes.AssociatedImageNotFound, "this adapter reads no associated images", seen: name);

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        _ = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);
        try
        {
            byte[] bgra = Use(image => image.ReadRegion(level, x, y, width, height));
            PremultipliedPixels.ToRgb(MemoryMarshal.Cast<byte, uint>(bgra), 0xFFFFFF, rgb);
        }
        catch (OpenSlideException error)
        {
            throw LevelRegion.Unreadable(path, level, x, y, width, height, error.Message, error);
        }
    }

    public void Dispose()
    {
        lock (_lock) { _image?.Dispose(); _image = null; }
    }

    private T Use<T>(Func<OpenSlideImage, T> read)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_image is null, this);
            try { return read(_image); }
            catch (OpenSlideException)
            {
                _image.Dispose(); // An error is final for the handle: the next read needs a new one.
                _image = OpenSlideImage.Open(path);
                throw;
            }
        }
    }
}
