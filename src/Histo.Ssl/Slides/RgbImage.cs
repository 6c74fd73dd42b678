namespace Histo.Ssl.Slides;

/// <summary>A picture in memory: 8-bit RGB, three bytes a pixel, row by row, no padding.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps an array of pixels.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">Exactly width x height x 3 bytes; not copied.</param>
    /// <exception cref="HistoException">HS0002: the array has another length.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || pixels.LongLength != (long)width * height * 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the array does not hold an RGB picture", seen: pixels.Length, wanted: $"{width} x {height} x 3");
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Creates a black picture.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    public RgbImage(int width, int height)
        : this(width, height, new byte[checked(width * height * 3)])
    {
    }

    /// <summary>Gets the number of columns.</summary>
    public int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Height { get; }

    /// <summary>Gets the bytes R, G, B of each pixel, row by row.</summary>
    public byte[] Pixels { get; }
}
