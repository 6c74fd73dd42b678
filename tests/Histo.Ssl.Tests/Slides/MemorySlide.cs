using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Slides;

/// <summary>A slide made of a function of level-0 columns and rows.</summary>
internal sealed class MemorySlide(int width, int height, int levels = 1) : ISlide
{
    public string FilePath { get; init; } = "memory";

    public string ReaderName => "memory";

    public string? Vendor { get; init; } = "memory";

    public IReadOnlyList<SlideLevel> Levels { get; } =
        [.. Enumerable.Range(0, levels).Select(level => new SlideLevel(Math.Max(1, width >> level), Math.Max(1, height >> level), 1 << level))];

    public IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public SlideResolution? Resolution { get; init; } = new SlideResolution(0.5, 0.5, ResolutionSource.VendorProperty);

    public IReadOnlyList<PixelRectangle> ContentRegions { get; init; } = [new PixelRectangle(0, 0, width, height)];

    public IReadOnlyList<string> AssociatedImageNames => [];

    /// <summary>Colour of the level-0 pixel (column, row).</summary>
    public Func<int, int, (byte R, byte G, byte B)> Colour { get; init; } = (x, y) => ((byte)x, (byte)y, (byte)((x * 31) + (y * 17)));

    public Func<PixelRectangle, bool> Fails { get; init; } = _ => false;

    public bool IsDisposed { get; private set; }

    public List<int> LevelsRead { get; } = [];

    public RgbImage ReadAssociatedImage(string name) => throw new NotSupportedException();

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        LevelRegion region = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);
        lock (LevelsRead)
        {
            LevelsRead.Add(level);
        }

        int scale = 1 << level;
        if (Fails(new PixelRectangle(x, y, width * scale, height * scale)))
        {
            throw LevelRegion.Unreadable(FilePath, level, x, y, width, height, "made to fail");
        }

        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                (byte r, byte g, byte b) = Colour((region.Column + column) * scale, (region.Row + row) * scale);
                int at = ((row * width) + column) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (r, g, b);
            }
        }
    }

    public void Dispose() => IsDisposed = true;
}
