using System.Globalization;
using SkiaSharp;

namespace Histo.Ssl.Tiling;

/// <summary>A mask image, stretched over the image that it belongs to: black is nothing, each other colour a class.</summary>
/// <remarks>
/// Areas are exact: mask pixels count with the part that lies in the rectangle. Up to 16 colours besides black are classes, named after the grey value ("1") or colour ("#ff0000");
/// a single one is <see cref="Annotation.Unnamed"/>. A picture with more colours has soft edges (scaled, or a JPEG): half brightness and more is marked.
/// </remarks>
internal sealed class MaskAnnotation : Annotation
{
    private const int MostClasses = 16;
    private readonly byte[] _classes;
    private readonly int _columns, _rows;
    private readonly double _scaleX, _scaleY;
    private readonly string[] _names;

    public MaskAnnotation(string path, int width, int height)
    {
        using SKBitmap? bitmap = Decode(path);
        if (bitmap is null)
        {
            throw Bad(path, "the mask cannot be decoded", wanted: "a PNG, JPEG, BMP or WebP image, or GeoJSON");
        }

        (_columns, _rows) = (bitmap.Width, bitmap.Height);
        (_scaleX, _scaleY) = ((double)_columns / width, (double)_rows / height);

        // Sizes that come from division are off by less than one pixel.
        if (Math.Abs((_columns / (double)width * height) - _rows) > 1.5 && Math.Abs((_rows / (double)height * width) - _columns) > 1.5)
        {
            throw Bad(path, "the mask has other proportions than its image", $"{_columns} x {_rows}", $"those of {width} x {height}");
        }

        (_classes, _names) = Classify(bitmap);
    }

    public override IReadOnlyList<string> ClassNames => _names;

    public override double Measure(double left, double top, double width, double height, Span<double> areas)
    {
        areas.Clear();
        double x0 = Math.Max(0, left * _scaleX), x1 = Math.Min(_columns, (left + width) * _scaleX);
        double y0 = Math.Max(0, top * _scaleY), y1 = Math.Min(_rows, (top + height) * _scaleY);
        int firstColumn = (int)x0, lastColumn = (int)Math.Ceiling(x1);
        for (int row = (int)y0; row < y1; row++)
        {
            double share = Math.Min(row + 1, y1) - Math.Max(row, y0);
            ReadOnlySpan<byte> line = _classes.AsSpan(row * _columns, _columns);
            for (int column = firstColumn; column < lastColumn; column++)
            {
                if (line[column] != 0)
                {
                    areas[line[column] - 1] += share * (Math.Min(column + 1, x1) - Math.Max(column, x0));
                }
            }
        }

        double total = 0, pixel = 1 / (_scaleX * _scaleY);
        foreach (ref double area in areas)
        {
            area *= pixel;
            total += area;
        }

        return total;
    }

    private static SKBitmap? Decode(string path)
    {
        using SKCodec? codec = SKCodec.Create(path);
        if (codec is null)
        {
            return null;
        }

        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    private static (byte[] Classes, string[] Names) Classify(SKBitmap bitmap)
    {
        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        var classes = new byte[bitmap.Width * bitmap.Height];
        var colours = new SortedSet<int>();
        for (int at = 0; at < classes.Length && colours.Count <= MostClasses; at++)
        {
            if (Colour(rgba, at) is not 0 and int colour)
            {
                colours.Add(colour);
            }
        }

        if (colours.Count > MostClasses)
        {
            for (int at = 0; at < classes.Length; at++)
            {
                classes[at] = rgba[4 * at] + rgba[(4 * at) + 1] + rgba[(4 * at) + 2] >= 3 * 128 ? (byte)1 : (byte)0;
            }

            return (classes, [Unnamed]);
        }

        int[] ordered = [.. colours];
        for (int at = 0; at < classes.Length; at++)
        {
            int colour = Colour(rgba, at);
            classes[at] = colour == 0 ? (byte)0 : (byte)(Array.BinarySearch(ordered, colour) + 1);
        }

        return (classes, ordered.Length <= 1 ? [Unnamed] : Array.ConvertAll(ordered, Name));
    }

    private static int Colour(ReadOnlySpan<byte> rgba, int at) => (rgba[4 * at] << 16) | (rgba[(4 * at) + 1] << 8) | rgba[(4 * at) + 2];

    private static string Name(int colour) => (colour >> 16) == (colour & 255) && ((colour >> 8) & 255) == (colour & 255)
        ? (colour & 255).ToString(CultureInfo.InvariantCulture)
        : $"#{colour:x6}";
}
