#pragma warning disable CA1065 // The package's members throw where ours would not.
using System.Globalization;

namespace OpenSlideSharp;

/// <summary>A stand-in with the members of the OpenSlideSharp package that the adapter uses, and with its sharp edges: a use after dispose fails the test.</summary>
internal sealed class OpenSlideImage : IDisposable
{
    public const int BadColumn = 32;

    private readonly Dictionary<string, string> _properties = new()
    {
        ["openslide.vendor"] = "fake",
        ["openslide.mpp-x"] = "0.5",
        ["openslide.mpp-y"] = "0.5",
    };

    private bool _disposed;
    private bool _spoilt;

    private OpenSlideImage()
    {
    }

    public int LevelCount => Checked(2);

    public double? MicronsPerPixelX => double.TryParse(this["openslide.mpp-x"], CultureInfo.CurrentCulture, out double mpp) ? mpp : null;

    public string this[string name] => Checked(_properties[name]);

    public static string? DetectVendor(string filename) => filename.EndsWith(".fake", StringComparison.Ordinal) ? "fake" : null;

    public static OpenSlideImage Open(string filename) => DetectVendor(filename) is null
        ? throw new InvalidOperationException("The package would end the process here.")
        : new OpenSlideImage();

    public ImageDimension GetLevelDimension(int level) => Checked(new ImageDimension(64 >> level, 48 >> level));

    public double GetLevelDownsample(int level) => Checked(1 << level);

    public string[] GetPropertyNames() => Checked(_properties.Keys.ToArray());

    public byte[] ReadRegion(int level, long x, long y, long width, long height)
    {
        Checked(0);
        if (level == 0 && x <= BadColumn && BadColumn < x + width)
        {
            _spoilt = true;
            Checked(0);
        }

        return Pixels(x, y, width, height, 1 << level);
    }

    public void Dispose() => _disposed = true;

    // Column, row and 7 as red, green and blue; the first column is transparent.
    private static byte[] Pixels(long x, long y, long width, long height, int scale)
    {
        byte[] bgra = new byte[width * height * 4];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                byte[] pixel = x + column == 0 ? [0, 0, 0, 0] : [7, (byte)(y + (row * scale)), (byte)(x + (column * scale)), 255];
                pixel.CopyTo(bgra, ((row * width) + column) * 4);
            }
        }

        return bgra;
    }

    private T Checked<T>(T value) => _disposed
        ? throw new InvalidOperationException("Used after dispose: the package would crash.")
        : _spoilt ? throw new OpenSlideException("Bogus marker length") : value;
}

internal readonly record struct ImageDimension(long Width, long Height);

internal sealed class OpenSlideException(string message) : Exception(message);
