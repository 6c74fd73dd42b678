namespace Histo.Ssl.Tiling;

/// <summary>Gives the pixels of tiles.</summary>
/// <remarks>Safe for several threads at once. Implementations: slides through a pool of open files, or a cache in memory.</remarks>
public interface ITileSource : IDisposable
{
    /// <summary>Gets the tiles.</summary>
    TileSet Tiles { get; }

    /// <summary>Gets the width and height of a tile in pixels.</summary>
    int TileSize { get; }

    /// <summary>Gets what is done to the colours of the slides.</summary>
    /// <value><see cref="TileColour.AsIs"/> (default).</value>
    TileColour Colour => TileColour.AsIs;

    /// <summary>Reads one tile as 8-bit RGB.</summary>
    /// <param name="tile">0 to <c>Tiles.Count</c> - 1.</param>
    /// <param name="rgb">Receives TileSize x TileSize x 3 bytes, row by row.</param>
    /// <exception cref="HistoException">HS1005: the pixels cannot be decoded; the message names slide and coordinates.</exception>
    void Read(int tile, Span<byte> rgb);
}
