using System.Runtime.InteropServices;
using SkiaSharp;

namespace Histo.Ssl.Slides.Images;

/// <summary>Decodes a picture to RGB with exactly the values of the file, transparency over white.</summary>
internal static class ImageDecoder
{
    private const int StripPixels = 1 << 20;

    /// <summary>Decodes a whole picture; beside the result it takes 4 MiB, or four bytes a pixel for an interlaced PNG.</summary>
    /// <exception cref="HistoException">HS1005: damaged.</exception>
    public static byte[] Decode(string path)
    {
        using SKCodec codec = SKCodec.Create(path, out SKCodecResult opened) ?? throw Damaged(path, opened, 0);

        // No colour space: the values of the file are wanted, not what a screen should show.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * 3);
        bool byLine = codec.StartScanlineDecode(info) == SKCodecResult.Success && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown;
        int strip = byLine ? Math.Clamp(StripPixels / info.Width, 1, info.Height) : info.Height;
        nint rgba = Marshal.AllocHGlobal(checked((nint)((long)strip * info.RowBytes)));
        try
        {
            if (!byLine)
            {
                SKCodecResult result = codec.GetPixels(info, rgba);
                if (result != SKCodecResult.Success)
                {
                    throw Damaged(path, result, 0);
                }
            }

            for (int row = 0; row < info.Height; row += strip)
            {
                int rows = Math.Min(strip, info.Height - row);
                int decoded = byLine ? codec.GetScanlines(rgba, rows, info.RowBytes) : rows;
                if (decoded != rows)
                {
                    throw Damaged(path, SKCodecResult.IncompleteInput, row + decoded);
                }

                CopyOverWhite(rgba, rgb.AsSpan(row * info.Width * 3, rows * info.Width * 3));
            }
        }
        finally
        {
            Marshal.FreeHGlobal(rgba);
        }

        return rgb;
    }

    private static unsafe void CopyOverWhite(nint rgba, Span<byte> rgb)
    {
        byte* source = (byte*)rgba;
        for (int target = 0; target < rgb.Length; target += 3, source += 4)
        {
            int alpha = source[3], white = (255 - alpha) * 255;
            rgb[target] = (byte)(((source[0] * alpha) + white + 127) / 255);
            rgb[target + 1] = (byte)(((source[1] * alpha) + white + 127) / 255);
            rgb[target + 2] = (byte)(((source[2] * alpha) + white + 127) / 255);
        }
    }

    private static HistoException Damaged(string path, SKCodecResult result, int row) => new(
        ErrorCodes.PixelsUnreadable,
        "the picture cannot be decoded",
        where: FormattableString.Invariant($"{path}, from row {row} on"),
        seen: result,
        action: "Leave the picture out, or fetch the file again if it was copied.");
}
