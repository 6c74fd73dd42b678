using System.Globalization;

namespace Histo.Ssl.Slides.Images;

/// <summary>A flat picture as a slide of one level.</summary>
internal sealed class ImageSlide : ISlide
{
    private readonly Lock _decoding = new();
    private readonly SlideLevel[] _levels;
    private readonly PixelRectangle[] _content;
    private volatile byte[]? _rgb;
    private volatile bool _disposed;

    public ImageSlide(string path, string format, int width, int height, SlideOpenOptions? options)
    {
        FilePath = path;
        Vendor = format;
        _levels = [new SlideLevel(width, height, 1)];
        _content = [new PixelRectangle(0, 0, width, height)];
        Properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["image.format"] = format,
            ["image.width"] = width.ToString(CultureInfo.InvariantCulture),
            ["image.height"] = height.ToString(CultureInfo.InvariantCulture),
        };
        Resolution = SlideResolution.Find(Properties, options?.Mpp);
    }

    public string FilePath { get; }

    public string ReaderName => ImageReader.ReaderName;

    public string? Vendor { get; }

    public IReadOnlyList<SlideLevel> Levels => _levels;

    public IReadOnlyDictionary<string, string> Properties { get; }

    public SlideResolution? Resolution { get; }

    public IReadOnlyList<PixelRectangle> ContentRegions => _content;

    public IReadOnlyList<string> AssociatedImageNames => [];

    public RgbImage ReadAssociatedImage(string name) =>
        throw new HistoException(ErrorCodes.AssociatedImageNotFound, "a flat image has no associated images", where: FilePath, seen: name);

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        LevelRegion region = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);
        byte[] pixels = _rgb ?? Decode();
        int stride = _levels[0].Width * 3, bytes = width * 3;
        for (int row = 0; row < height; row++)
        {
            pixels.AsSpan(((region.Row + row) * stride) + (region.Column * 3), bytes).CopyTo(rgb.Slice(row * bytes, bytes));
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _rgb = null;
    }

    // A failure is not kept: the next read tries again, as after a share has come back.
    private byte[] Decode()
    {
        lock (_decoding)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _rgb ??= ImageDecoder.Decode(FilePath);
        }
    }
}
