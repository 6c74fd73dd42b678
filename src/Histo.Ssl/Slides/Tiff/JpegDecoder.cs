using System.Buffers;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Decodes a complete JPEG stream to RGB: with libturbojpeg where it is installed, else with the libjpeg-turbo inside SkiaSharp's native library. Both give the same pixels.</summary>
internal static unsafe class JpegDecoder
{
    /// <summary>Decodes; returns what is wrong, or null.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="width">Columns that its header states.</param>
    /// <param name="height">Rows that its header states.</param>
    /// <param name="rgb">Where the first row begins.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    public static string? Decode(ReadOnlySpan<byte> stream, int width, int height, Span<byte> rgb, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width * 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, ((height - 1) * stride) + (width * 3));

        // What the one refuses the other judges: a file is read or not read alike wherever it is.
        return TurboJpegLibrary.Installed.IsAvailable && TurboJpegLibrary.Installed.TryDecode(stream, width, height, rgb, stride) ? null : DecodeBySkia(stream, width, height, rgb, stride);
    }

    /// <summary>Decodes with SkiaSharp's library.</summary>
    public static string? DecodeBySkia(ReadOnlySpan<byte> stream, int width, int height, Span<byte> rgb, int stride)
    {
        byte[] rgba = ArrayPool<byte>.Shared.Rent(width * height * 4);
        try
        {
            string? fault = Decode(stream, width, height, rgba);
            for (int row = 0; row < height && fault is null; row++)
            {
                PixelRows.RgbaToRgb(rgba.AsSpan(row * width * 4, width * 4), rgb[(row * stride)..], width);
            }

            return fault;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    private static string? Decode(ReadOnlySpan<byte> stream, int width, int height, byte[] rgba)
    {
        fixed (byte* bytes = stream, pixels = rgba)
        {
            // No copy: the bytes stay pinned until the codec is gone.
            nint data = SkiaNative.NewData(bytes, stream.Length, null, null);
            nint codec = SkiaNative.NewCodec(data);
            SkiaNative.ReleaseData(data);
            if (codec == 0)
            {
                return "its header cannot be decoded";
            }

            SkiaNative.ImageInfo info;
            SkiaNative.GetInfo(codec, &info);
            int result = SkiaNative.Success;
            bool fits = info.Width == width && info.Height == height;
            if (fits)
            {
                // No colour space: the numbers of the file, not those of a profile.
                info = new SkiaNative.ImageInfo { Width = width, Height = height, ColorType = SkiaNative.Rgba8888, AlphaType = SkiaNative.Opaque };
                result = SkiaNative.GetPixels(codec, &info, pixels, width * 4, null);
            }

            SkiaNative.DestroyCodec(codec);
            return !fits ? "its header cannot be decoded" : result switch
            {
                SkiaNative.Success => null,
                SkiaNative.IncompleteInput => "it is cut off",
                _ => "its image data cannot be decoded",
            };
        }
    }
}
