using Histo.Ssl.Storage;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Writes tiled pyramidal TIFF slides that <see cref="TiffReader"/>, OpenSlide and QuPath open.</summary>
/// <remarks>
/// Rows of level 0 are asked for from top to bottom, one band of tiles at a time; smaller levels are 2 x 2 box averages made on the way. Memory: about two
/// bands of the slide's width, whatever its height. The file appears under its name only when it is complete.
/// </remarks>
public static class PyramidTiffWriter
{
    private const int LargestThumbnail = 1024;

    /// <summary>Writes a slide.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="width">Columns of level 0, 1 or more.</param>
    /// <param name="height">Rows of level 0, 1 or more.</param>
    /// <param name="source">Delivers the rows of level 0.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellation">Stops the writing; no file is left behind.</param>
    /// <exception cref="HistoException">HS0001: an option or size lies outside its range. HS1008: the microns per pixel are absurd.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(string path, int width, int height, RowBandSource source, PyramidTiffOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PyramidTiffOptions();
        Check(path, width, height, options);
        AtomicFile.Write(path, stream => new PyramidTiffFile(stream, width, height, options, path).Write(source, cancellation));
    }

    /// <summary>Writes a picture that is in memory.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="image">Level 0.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="HistoException">As the other overload.</exception>
    public static void Write(string path, RgbImage image, PyramidTiffOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        int pitch = image.Width * 3;
        Write(path, image.Width, image.Height, (row, count, rgb) => image.Pixels.AsSpan(row * pitch, count * pitch).CopyTo(rgb), options);
    }

    internal static int LevelCount(int width, int height, PyramidTiffOptions options)
    {
        int count = 1;
        while (Math.Min(width, height) > 1 && (options.LevelCount is { } wanted ? count < wanted : Math.Min(width, height) / 2 >= options.TileSize))
        {
            (width, height) = (Half(width), Half(height));
            count++;
        }

        return count;
    }

    internal static int Half(int size) => Math.Max(1, size / 2);

    internal static bool FitsThumbnail(int width, int height) => Math.Max(width, height) <= LargestThumbnail;

    private static void Check(string path, int width, int height, PyramidTiffOptions options)
    {
        Require(width >= 1 && height >= 1, path, "the size of the slide", $"{width} x {height}", "1 or more each");
        Require((long)width * 3 * options.TileSize <= Array.MaxLength, path, "the width of the slide", width, $"a band of {options.TileSize} rows under 2 GiB");
        Require(options.TileSize is >= 16 and <= 4096 && options.TileSize % 16 == 0, path, nameof(options.TileSize), options.TileSize, "a multiple of 16, 16 to 4096");
        Require(options.JpegQuality is >= 1 and <= 100, path, nameof(options.JpegQuality), options.JpegQuality, "1 to 100");
        Require(options.LevelCount is null or >= 1, path, nameof(options.LevelCount), options.LevelCount, "1 or more");
        Require(options.ObjectivePower is null or > 0, path, nameof(options.ObjectivePower), options.ObjectivePower, "above 0");
        Require(
            options.AssociatedImages.Count == 0 || (options.Flavor == TiffFlavor.Aperio && options.AssociatedImages.Keys.All(name => name.Length > 0 && name != "thumbnail" && name.All(char.IsAsciiLetter))),
            path,
            nameof(options.AssociatedImages),
            string.Join(", ", options.AssociatedImages.Keys),
            "names of letters other than thumbnail, and flavour Aperio");
        if (options.Mpp is { } mpp && !new SlideResolution(mpp, mpp, ResolutionSource.Override).IsPlausible)
        {
            throw new HistoException(
                ErrorCodes.ResolutionUnknown, "the microns per pixel to write are absurd", where: path, seen: mpp, wanted: $"{SlideResolution.Smallest} to {SlideResolution.Largest}");
        }
    }

    private static void Require(bool holds, string path, string what, object? seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, $"{what} cannot be written", where: path, seen: seen, wanted: wanted);
        }
    }
}
