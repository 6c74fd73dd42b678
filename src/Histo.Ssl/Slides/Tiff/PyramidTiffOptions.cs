using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Settings of <see cref="PyramidTiffWriter"/>.</summary>
public sealed record PyramidTiffOptions
{
    /// <summary>Gets whose layout is followed.</summary>
    /// <value>Default <see cref="TiffFlavor.Aperio"/>.</value>
    public TiffFlavor Flavor { get; init; } = TiffFlavor.Aperio;

    /// <summary>Gets how tiles are coded.</summary>
    /// <value>Default <see cref="TiffCompression.Jpeg"/>.</value>
    public TiffCompression Compression { get; init; } = TiffCompression.Jpeg;

    /// <summary>Gets the quality of JPEG tiles.</summary>
    /// <value>1 to 100, default 90.</value>
    [Range(1, 100)]
    public int JpegQuality { get; init; } = 90;

    /// <summary>Gets the side of a tile in pixels.</summary>
    /// <value>A multiple of 16, 16 to 4096; default 256.</value>
    [Range(16, 4096)]
    public int TileSize { get; init; } = 256;

    /// <summary>Gets the number of levels, each half as wide and high as the one before.</summary>
    /// <value>1 or more; null (default): all that are at least one tile wide and high. Never more than until a side is 1 pixel.</value>
    /// <remarks>OpenSlide with libtiff 4.5 returns uninitialised pixels for lossless levels that are smaller than a tile: the default makes none.</remarks>
    public int? LevelCount { get; init; }

    /// <summary>Gets the microns per level-0 pixel that the file states.</summary>
    /// <value>0.05 to 5; null (default): none is stated.</value>
    public double? Mpp { get; init; }

    /// <summary>Gets the objective power that an Aperio description states.</summary>
    /// <value>Null (default): none.</value>
    public double? ObjectivePower { get; init; }

    /// <summary>Gets whether 64-bit offsets are written.</summary>
    /// <value>Null (default): only where the uncompressed pyramid could exceed 4 GiB.</value>
    public bool? BigTiff { get; init; }

    /// <summary>Gets pictures beside the pyramid, by name ("label", "macro"); Aperio flavour only.</summary>
    /// <value>Default none. A thumbnail is always made, by box averages, and must not be given.</value>
    public IReadOnlyDictionary<string, RgbImage> AssociatedImages { get; init; } = new Dictionary<string, RgbImage>();

    /// <summary>Gets whether numbers are written with the most significant byte first.</summary>
    internal bool BigEndian { get; init; }
}
