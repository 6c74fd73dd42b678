using Histo.Ssl;
using Histo.Ssl.Slides;

namespace Histo.TestKit;

/// <summary>A slide made of a picture in memory, with levels of exact block means.</summary>
public sealed class MemorySlide : ISlide
{
    private readonly RgbImage[] _images;

    /// <param name="image">Level 0.</param>
    /// <param name="mpp">Microns per pixel; null for unknown.</param>
    /// <param name="downsamples">Whole-number downsamples of the levels behind level 0.</param>
    public MemorySlide(RgbImage image, double? mpp = 0.5, params int[] downsamples)
    {
        _images = [image, .. downsamples.Select(factor => Shrink(image, factor))];
        Levels = [new SlideLevel(image.Width, image.Height, 1), .. downsamples.Select((factor, index) => new SlideLevel(_images[index + 1].Width, _images[index + 1].Height, factor))];
        Resolution = mpp is { } known ? new SlideResolution(known, known, ResolutionSource.Override) : null;
        ContentRegions = [new PixelRectangle(0, 0, image.Width, image.Height)];
    }

    public string FilePath { get; init; } = "memory";

    public string ReaderName { get; init; } = "memory";

    public string? Vendor => "memory";

    public IReadOnlyList<SlideLevel> Levels { get; }

    public IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public SlideResolution? Resolution { get; init; }

    public IReadOnlyList<PixelRectangle> ContentRegions { get; init; }

    public IReadOnlyList<string> AssociatedImageNames => [];

    /// <summary>Level-0 rectangle that cannot be decoded.</summary>
    public PixelRectangle? Damaged { get; init; }

    /// <summary>Number of reads so far.</summary>
    public int Reads { get; private set; }

    public bool IsDisposed { get; private set; }

    public RgbImage ReadAssociatedImage(string name) => throw new HistoException(ErrorCodes.AssociatedImageNotFound, "no such picture", FilePath, name);

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Reads++;
        SlideLevel size = Levels[level];
        int left = (int)Math.Round(x / size.Downsample, MidpointRounding.AwayFromZero), top = (int)Math.Round(y / size.Downsample, MidpointRounding.AwayFromZero);
        if (left < 0 || top < 0 || left + width > size.Width || top + height > size.Height)
        {
            throw new HistoException(ErrorCodes.RegionOutOfRange, "the region leaves the level", FilePath, $"({left}, {top}) {width} x {height}", $"{size.Width} x {size.Height}");
        }

        if (rgb.Length != width * height * 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the buffer does not fit", FilePath, rgb.Length, width * height * 3);
        }

        double scale = size.Downsample;
        if (Damaged is { } bad && left * scale < bad.Right && (left + width) * scale > bad.X && top * scale < bad.Bottom && (top + height) * scale > bad.Y)
        {
            throw new HistoException(ErrorCodes.PixelsUnreadable, "these pixels are damaged on purpose", FilePath);
        }

        for (int row = 0; row < height; row++)
        {
            _images[level].Pixels.AsSpan((((top + row) * size.Width) + left) * 3, width * 3).CopyTo(rgb[(row * width * 3)..]);
        }
    }

    public void Dispose() => IsDisposed = true;

    private static RgbImage Shrink(RgbImage image, int factor)
    {
        var small = new RgbImage(image.Width / factor, image.Height / factor);
        for (int y = 0; y < small.Height; y++)
        {
            for (int i = 0; i < small.Width * 3; i++)
            {
                int sum = factor * factor / 2;
                for (int dy = 0; dy < factor; dy++)
                {
                    for (int dx = 0; dx < factor; dx++)
                    {
                        sum += image.Pixels[(((((y * factor) + dy) * image.Width) + (i / 3 * factor) + dx) * 3) + (i % 3)];
                    }
                }

                small.Pixels[(y * small.Width * 3) + i] = (byte)(sum / (factor * factor));
            }
        }

        return small;
    }
}
