namespace Histo.Ssl.Slides.Tiff;

/// <summary>Names a decoded tile in the process.</summary>
/// <param name="Slide">Number of the open slide.</param>
/// <param name="Level">Level of its pyramid.</param>
/// <param name="Tile">Number of the tile, row by row.</param>
internal readonly record struct TileKey(long Slide, int Level, int Tile);
