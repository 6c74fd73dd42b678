namespace Histo.Ssl.Slides;

/// <summary>An open whole-slide image.</summary>
/// <remarks>
/// All members may be called by several threads at once; disposing waits for nobody, so dispose after the last read.
/// Coordinates are level-0 pixels, sizes are pixels of the level that is read, as in OpenSlide.
/// </remarks>
public interface ISlide : IDisposable
{
    /// <summary>Gets the path it was opened from; for a mosaic the path of its first part.</summary>
    string FilePath { get; }

    /// <summary>Gets the name of the reader that opened it: "openslide", "tiff", "image", or an application's own.</summary>
    string ReaderName { get; }

    /// <summary>Gets the vendor or flavour of the file ("aperio", "generic-tiff", "png", ...); null when it is not known.</summary>
    string? Vendor { get; }

    /// <summary>Gets the levels, largest first; at least one.</summary>
    IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>Gets what the file says of itself.</summary>
    IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Gets the size of a level-0 pixel; null when the file does not say and the caller gave none.</summary>
    /// <remarks>May be absurd when the file says so: see <see cref="SlideResolution.IsPlausible"/>.</remarks>
    SlideResolution? Resolution { get; }

    /// <summary>Gets the parts of level 0 that hold image data, in level-0 pixels; the whole of level 0 for most files.</summary>
    /// <remarks>Several for a mosaic of images; one smaller rectangle for scanners that place the scanned area inside an empty canvas.</remarks>
    IReadOnlyList<PixelRectangle> ContentRegions { get; }

    /// <summary>Gets the names of the pictures beside the pyramid ("label", "macro", "thumbnail"); may be empty.</summary>
    IReadOnlyList<string> AssociatedImageNames { get; }

    /// <summary>Reads a picture that stands beside the pyramid.</summary>
    /// <param name="name">One of <see cref="AssociatedImageNames"/>.</param>
    /// <exception cref="HistoException">HS1009: no such picture. HS1005: it cannot be decoded.</exception>
    RgbImage ReadAssociatedImage(string name);

    /// <summary>Reads a rectangle of one level as 8-bit RGB, transparent pixels composed over the slide's background colour.</summary>
    /// <param name="level">0 to <see cref="Levels"/>.Count - 1.</param>
    /// <param name="x">Left column in level-0 pixels.</param>
    /// <param name="y">Top row in level-0 pixels.</param>
    /// <param name="width">Columns in pixels of the level, 1 or more.</param>
    /// <param name="height">Rows in pixels of the level, 1 or more.</param>
    /// <param name="rgb">Receives width x height x 3 bytes, row by row.</param>
    /// <exception cref="HistoException">
    /// HS1004: the rectangle leaves the level. HS1005: the pixels cannot be decoded. HS0002: <paramref name="rgb"/> has another length.
    /// </exception>
    /// <remarks>The left column in pixels of the level is round(x / downsample), likewise the top row.</remarks>
    void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb);
}
