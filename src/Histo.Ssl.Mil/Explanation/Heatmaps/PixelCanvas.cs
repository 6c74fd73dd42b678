using Histo.Ssl.Slides;
using SkiaSharp;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>A white picture to draw rectangles, pictures and text on; everything outside is cut off.</summary>
internal sealed class PixelCanvas
{
    private readonly RgbImage _image;

    public PixelCanvas(int width, int height)
    {
        _image = new RgbImage(width, height);
        Array.Fill(_image.Pixels, (byte)255);
    }

    public int Width => _image.Width;

    public int Height => _image.Height;

    public void Fill(int left, int top, int width, int height, (byte R, byte G, byte B) colour)
    {
        for (int y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
            {
                Set(x, y, colour);
            }
        }
    }

    /// <summary>Draws a picture, enlarged to a size by repeating pixels.</summary>
    public void Place(RgbImage image, int left, int top, int width, int height)
    {
        for (int y = Math.Max(0, -top); y < Math.Min(height, Height - top); y++)
        {
            for (int x = Math.Max(0, -left); x < Math.Min(width, Width - left); x++)
            {
                int from = 3 * (((y * image.Height / height) * image.Width) + (x * image.Width / width));
                Set(left + x, top + y, (image.Pixels[from], image.Pixels[from + 1], image.Pixels[from + 2]));
            }
        }
    }

    public void Text(string text, int left, int top, int scale, (byte R, byte G, byte B) colour) =>
        PixelFont.Draw(text, (x, y) => Fill(left + (x * scale), top + (y * scale), scale, scale, colour));

    /// <summary>Returns the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < _image.Pixels.Length; from += 3, to += 4)
        {
            _image.Pixels.AsSpan(from, 3).CopyTo(target[to..]);
            target[to + 3] = 255;
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private void Set(int x, int y, (byte R, byte G, byte B) colour)
    {
        int at = 3 * ((y * Width) + x);
        (_image.Pixels[at], _image.Pixels[at + 1], _image.Pixels[at + 2]) = colour;
    }
}
