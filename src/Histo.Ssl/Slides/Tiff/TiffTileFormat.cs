namespace Histo.Ssl.Slides.Tiff;

/// <summary>Which images of TIFF files this library decodes.</summary>
internal static class TiffTileFormat
{
    public const int None = 1, Lzw = 5, Jpeg = 7, AdobeDeflate = 8, Deflate = 32946;
    private const long MostTilePixels = 1 << 26;

    /// <summary>Says why an image cannot be decoded; null when it can.</summary>
    public static string? WhyNot(TiffDirectory image)
    {
        if (image.Compression is not (None or Lzw or Jpeg or AdobeDeflate or Deflate))
        {
            return $"compression {image.Compression}{NameOf(image.Compression)} is not supported";
        }

        if (Array.Exists(image.BitsPerSample, bits => bits != 8))
        {
            return $"{image.BitsPerSample[0]} bits a sample are not supported, only 8";
        }

        if (image.SampleFormat is not (1 or 4))
        {
            return $"sample format {image.SampleFormat} is not supported, only unsigned integers";
        }

        if (image.Orientation != 1 || image.FillOrder != 1 || image.ImageDepth != 1)
        {
            return $"orientation {image.Orientation}, fill order {image.FillOrder}, depth {image.ImageDepth} are not supported, only 1, 1, 1";
        }

        if (image.TileWidth * image.TileHeight > MostTilePixels)
        {
            return $"a {(image.IsTiled ? "tile" : "strip")} of {image.TileWidth} x {image.TileHeight} pixels is too large to decode as a whole";
        }

        return WhyNotColors(image);
    }

    private static string? WhyNotColors(TiffDirectory image) => (image.Photometric, image.SamplesPerPixel, image.Compression) switch
    {
        (6, 3, Jpeg) when !image.IsPlanar => null,
        (0 or 1, 1, _) => image.Photometric == 0 && image.Compression == Jpeg ? "inverted grey JPEG is not supported" : null,
        (2, 3, Jpeg) => image.IsPlanar ? "JPEG in separate planes is not supported" : null,
        (2, 3 or 4, not Jpeg) => image.Predictor is 1 or 2 ? null : $"predictor {image.Predictor} is not supported",
        _ => $"photometric interpretation {image.Photometric?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(none)"} with {image.SamplesPerPixel} samples a pixel is not supported",
    };

    private static string NameOf(long compression) => compression switch
    {
        6 => " (old-style JPEG)",
        22610 => " (JPEG XR)",
        33003 => " (JPEG 2000, YCbCr)",
        33004 => " (JPEG 2000, lossy)",
        33005 => " (JPEG 2000, RGB)",
        34712 => " (JPEG 2000)",
        50000 => " (Zstandard)",
        50001 => " (WebP)",
        50002 => " (JPEG XL)",
        _ => string.Empty,
    };
}
