namespace Histo.Ssl.Tiling;

/// <summary>Produces the pixels of one tile.</summary>
/// <param name="tile">Index of the tile.</param>
/// <param name="rgb">Receives TileSize x TileSize x 3 bytes.</param>
public delegate void TileFill(int tile, Span<byte> rgb);
