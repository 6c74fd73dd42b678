using System.IO.Compression;
using SkiaSharp;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Codes rectangles of RGB pixels for a TIFF file.</summary>
internal sealed class TileEncoder(TiffCompression compression, int quality)
{
    public int TiffCode => compression switch
    {
        TiffCompression.Jpeg => TiffTileFormat.Jpeg,
        TiffCompression.Deflate => TiffTileFormat.AdobeDeflate,
        TiffCompression.Lzw => TiffTileFormat.Lzw,
        _ => TiffTileFormat.None,
    };

    public bool IsJpeg => compression == TiffCompression.Jpeg;

    public bool HasPredictor => compression is TiffCompression.Deflate or TiffCompression.Lzw;

    /// <summary>Codes a rectangle; the predictor changes <paramref name="rgb"/> in place.</summary>
    public byte[] Encode(Span<byte> rgb, int width, int height)
    {
        if (HasPredictor)
        {
            for (int row = 0; row < height; row++)
            {
                Differentiate(rgb.Slice(row * width * 3, width * 3));
            }
        }

        return compression switch
        {
            TiffCompression.Jpeg => EncodeJpeg(rgb, width, height),
            TiffCompression.Deflate => Deflate(rgb),
            TiffCompression.Lzw => LzwCodec.Encode(rgb, width * 3, height),
            _ => rgb.ToArray(),
        };
    }

    private static void Differentiate(Span<byte> row)
    {
        for (int i = row.Length - 1; i >= 3; i--)
        {
            row[i] -= row[i - 3];
        }
    }

    private static byte[] Deflate(ReadOnlySpan<byte> rgb)
    {
        var memory = new MemoryStream(rgb.Length / 2);
        using (var stream = new ZLibStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(rgb);
        }

        return memory.ToArray();
    }

    private byte[] EncodeJpeg(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0, j = 0; i < rgb.Length; i += 3, j += 4)
        {
            pixels[j] = rgb[i];
            pixels[j + 1] = rgb[i + 1];
            pixels[j + 2] = rgb[i + 2];
            pixels[j + 3] = 255;
        }

        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData data = pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("JPEG encoding failed.");
        return data.ToArray();
    }
}
