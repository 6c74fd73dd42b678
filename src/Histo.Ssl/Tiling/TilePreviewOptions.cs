using Histo.Ssl.Tissue;

namespace Histo.Ssl.Tiling;

/// <summary>What <see cref="TilePreview"/> draws. Colours are 0xAARRGGBB.</summary>
public sealed record TilePreviewOptions
{
    /// <summary>Gets the length of the picture's longer side in pixels.</summary>
    /// <value>800 (default).</value>
    public int LongestSide { get; init; } = 800;

    /// <summary>Gets the mask whose contours are drawn.</summary>
    /// <value>Null (default): no contours.</value>
    public TissueMask? Tissue { get; init; }

    /// <summary>Gets the colour of the contours.</summary>
    /// <value>A dark green.</value>
    public uint ContourColour { get; init; } = 0xFF0A7D32;

    /// <summary>Gets the colour of the tiles' outlines.</summary>
    /// <value>A half transparent black; 0 for none.</value>
    public uint GridColour { get; init; } = 0x80202020;

    /// <summary>Gets what a tile is filled with: a function of the tile's index in the tile set; 0 for nothing.</summary>
    /// <value>Null (default): tiles are not filled. <see cref="TilePreview.Heat"/> makes colours of scores.</value>
    public Func<int, uint>? Fill { get; init; }
}
