namespace Histo.Ssl.Slides.Tiff;

/// <summary>Decodes a complete JPEG stream to RGBA with the libjpeg-turbo inside SkiaSharp's native library.</summary>
internal static unsafe class JpegDecoder
{
    /// <summary>Decodes; returns what is wrong, or null.</summary>
    public static string? Decode(ReadOnlySpan<byte> stream, int width, int height, Span<byte> rgba)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgba.Length, width * height * 4);
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
