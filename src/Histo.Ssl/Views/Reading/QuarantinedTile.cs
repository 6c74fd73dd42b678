using Histo.Ssl.Tiling;

namespace Histo.Ssl.Views;

/// <summary>A tile that could not be read and is left out of all batches.</summary>
/// <param name="Tile">Index of the tile in the tile set.</param>
/// <param name="SlideId">Name of its slide.</param>
/// <param name="Address">Its cell.</param>
/// <param name="X">Left edge in level-0 pixels.</param>
/// <param name="Y">Top edge in level-0 pixels.</param>
/// <param name="Reason">What the reader said.</param>
public sealed record QuarantinedTile(int Tile, string SlideId, TileAddress Address, int X, int Y, string Reason);
