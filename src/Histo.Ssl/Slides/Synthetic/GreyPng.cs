using Histo.Ssl.Storage;
using SkiaSharp;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Writes 8-bit grey pictures as PNG files.</summary>
internal static class GreyPng
{
    public static void Write(string path, ReadOnlySpan<byte> grey, int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int row = 0; row < height; row++)
        {
            grey.Slice(row * width, width).CopyTo(pixels[(row * bitmap.RowBytes)..]);
        }

        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData data = pixmap.Encode(SKPngEncoderOptions.Default) ?? throw new InvalidOperationException("PNG encoding failed.");
        AtomicFile.Write(path, data.SaveTo);
    }
}
