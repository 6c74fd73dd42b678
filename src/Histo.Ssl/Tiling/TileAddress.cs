namespace Histo.Ssl.Tiling;

/// <summary>Where a tile lies: its slide and its cell in the slide's lattice.</summary>
/// <param name="Slide">Index of the slide in the tile set.</param>
/// <param name="Column">Column of the lattice.</param>
/// <param name="Row">Row of the lattice.</param>
public readonly record struct TileAddress(int Slide, int Column, int Row)
{
    /// <summary>Returns the Chebyshev distance to another tile in strides; null for tiles of different slides, between which there is none.</summary>
    /// <param name="other">The other tile.</param>
    public int? DistanceTo(TileAddress other) => Slide != other.Slide
        ? null
        : Math.Max(Math.Abs(Column - other.Column), Math.Abs(Row - other.Row));
}
