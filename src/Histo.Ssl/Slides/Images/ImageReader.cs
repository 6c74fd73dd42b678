using SkiaSharp;

namespace Histo.Ssl.Slides.Images;

/// <summary>Opens PNG and JPEG pictures as slides of one level.</summary>
/// <remarks>
/// A picture is decoded at its first read and then kept: three bytes a pixel until the slide is disposed. Pixel values are those of the file: colour
/// profiles, gamma and the camera's orientation are not applied; 16-bit channels keep their upper byte; transparency is composed over white.
/// Microns per pixel come only from the caller, because the densities written into such files are those of screens.
/// </remarks>
public sealed class ImageReader : ISlideReader
{
    internal const string ReaderName = "image";

    /// <inheritdoc/>
    public string Name => ReaderName;

    /// <inheritdoc/>
    public SlideSupport Probe(string path)
    {
        SlideFile.RequireContent(path);
        if (IsMiraxIndex(path))
        {
            return new SlideSupport(false, "the small picture of a MIRAX slide, whose pixels lie in the folder beside it");
        }

        string? format = FormatOf(path);
        return format is not null ? new SlideSupport(true, format) : new SlideSupport(false, "neither a PNG nor a JPEG file");
    }

    /// <inheritdoc/>
    public ISlide Open(string path, SlideOpenOptions? options = null)
    {
        SlideSupport support = Probe(path);
        if (!support.IsSupported)
        {
            throw new HistoException(ErrorCodes.SlideUnsupported, "the file is not a flat image", where: path, seen: support.Reason);
        }

        using SKCodec? codec = SKCodec.Create(path, out SKCodecResult result);
        if (codec is null)
        {
            throw new HistoException(ErrorCodes.SlideDamaged, "the header of the picture cannot be read", where: path, seen: result);
        }

        if ((long)codec.Info.Width * codec.Info.Height * 3 > Array.MaxLength)
        {
            throw new HistoException(
                ErrorCodes.SlideUnsupported,
                "the picture is too large to be held in memory",
                where: path,
                seen: FormattableString.Invariant($"{codec.Info.Width} x {codec.Info.Height} pixels"),
                wanted: FormattableString.Invariant($"up to {Array.MaxLength / 3} pixels"),
                action: "Convert it to a tiled TIFF.");
        }

        return new ImageSlide(path, support.Reason, codec.Info.Width, codec.Info.Height, options);
    }

    // The file that names a MIRAX slide is a JPEG thumbnail: by its content alone it would pass for the slide.
    private static bool IsMiraxIndex(string path) =>
        Path.GetExtension(path).Equals(".mrxs", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(Path.ChangeExtension(path, null), "Slidedat.ini"));

    private static string? FormatOf(string path)
    {
        Span<byte> start = stackalloc byte[8];
        int length = SlideFile.Start(path, start);
        if (length == 8 && start.SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return "png";
        }

        return length >= 3 && start[..3].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "jpeg" : null;
    }
}
