using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>A slide of a tile set: which file it is, who it belongs to, and its lattice.</summary>
/// <param name="Source">The slide as the manifest names it.</param>
/// <param name="ReaderName">Reader that opened it when it was tiled; the same one must read its tiles.</param>
/// <param name="Grid">Its lattice.</param>
public sealed record TileSlide(ManifestSlide Source, string ReaderName, TileGrid Grid)
{
    /// <summary>Gets the size of a level-0 pixel as it was found; null for tile sets that were made without pixels.</summary>
    public SlideResolution? Resolution { get; init; }

    /// <summary>Gets the width of level 0; 0 for tile sets that were made without pixels.</summary>
    public int Width { get; init; }

    /// <summary>Gets the height of level 0; 0 for tile sets that were made without pixels.</summary>
    public int Height { get; init; }

    /// <summary>Gets what the files of <see cref="Source"/> are recognised by, one a part; empty for tile sets that were made without pixels.</summary>
    /// <value>SHA-256, in hexadecimal, over a file's length and its first, middle and last 64 KiB.</value>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];
}
