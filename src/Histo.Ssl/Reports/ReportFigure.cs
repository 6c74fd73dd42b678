using Histo.Ssl.Slides;
using SkiaSharp;

namespace Histo.Ssl.Reports;

/// <summary>A picture inside a report, with what it shows.</summary>
public sealed class ReportFigure
{
    private ReportFigure(string dataUri, int width, int height, string caption, string alternativeText)
    {
        DataUri = dataUri;
        Width = width;
        Height = height;
        Caption = caption;
        AlternativeText = alternativeText;
    }

    /// <summary>Gets the picture as a data URI.</summary>
    public string DataUri { get; }

    /// <summary>Gets the width of the encoded picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Gets the height of the encoded picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Gets what stands below it; may be empty.</summary>
    public string Caption { get; }

    /// <summary>Gets what is read to those who do not see it.</summary>
    public string AlternativeText { get; }

    /// <summary>Gets or sets the class of the style sheet that frames the picture; empty for the plain one.</summary>
    internal string Frame { get; set; } = string.Empty;

    /// <summary>Encodes a picture, scaled down where it is larger than needed.</summary>
    /// <param name="image">The picture; not changed.</param>
    /// <param name="caption">What stands below it; may be empty.</param>
    /// <param name="alternativeText">What is read to those who do not see it; null for the caption.</param>
    /// <param name="maxSide">Longest side in pixels, 1 or more; larger pictures are scaled down.</param>
    /// <param name="encoding">File format.</param>
    /// <exception cref="HistoException">HS0001: <paramref name="maxSide"/> is below 1. HS1903: the picture cannot be encoded.</exception>
    public static ReportFigure Of(RgbImage image, string caption, string? alternativeText = null, int maxSide = 512, ImageEncoding encoding = ImageEncoding.Jpeg)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (maxSide < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a picture has a pixel at least", nameof(maxSide), maxSide, "1 or more");
        }

        double scale = Math.Min(1, (double)maxSide / Math.Max(image.Width, image.Height));
        int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
        using SKBitmap full = ToBitmap(image);
        using SKBitmap bitmap = width == image.Width && height == image.Height
            ? full.Copy()
            : full.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using SKData? data = bitmap?.Encode(encoding == ImageEncoding.Png ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 85);
        if (data is null)
        {
            throw new HistoException(ErrorCodes.BadReportImage, "the picture cannot be encoded", caption, $"{image.Width} x {image.Height}", action: "Scale it down before it goes into the report.");
        }

        string type = encoding == ImageEncoding.Png ? "image/png" : "image/jpeg";
        return new ReportFigure($"data:{type};base64,{Convert.ToBase64String(data.AsSpan())}", width, height, caption, alternativeText ?? caption);
    }

    /// <summary>Takes over a picture that is a PNG file already.</summary>
    /// <param name="png">Content of the file.</param>
    /// <param name="caption">What stands below it; may be empty.</param>
    /// <param name="alternativeText">What is read to those who do not see it; null for the caption.</param>
    /// <exception cref="HistoException">HS1903: not a PNG file.</exception>
    public static ReportFigure OfEncoded(byte[] png, string caption, string? alternativeText = null)
    {
        ArgumentNullException.ThrowIfNull(png);
        using SKCodec? codec = SKCodec.Create(new SKMemoryStream(png));
        return codec?.EncodedFormat == SKEncodedImageFormat.Png
            ? new ReportFigure($"data:image/png;base64,{Convert.ToBase64String(png)}", codec.Info.Width, codec.Info.Height, caption, alternativeText ?? caption)
            : throw new HistoException(ErrorCodes.BadReportImage, "the picture is not a PNG file", caption, $"{png.Length} bytes");
    }

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        ReadOnlySpan<byte> source = image.Pixels;
        for (int i = 0, j = 0; i < source.Length; i += 3, j += 4)
        {
            target[j] = source[i];
            target[j + 1] = source[i + 1];
            target[j + 2] = source[i + 2];
            target[j + 3] = 255;
        }

        return bitmap;
    }
}
