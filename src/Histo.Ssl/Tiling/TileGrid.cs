namespace Histo.Ssl.Tiling;

/// <summary>The integer lattice of one slide: a tile is a cell (column, row) of it.</summary>
/// <remarks>
/// Cell (c, r) covers the level-0 pixels from (OriginX + c Stride Scale, OriginY + r Stride Scale), TileSize x Scale wide and high. One lattice a slide: distances, neighbours,
/// heatmaps and exports all count in its strides. Where these products are not whole, <see cref="X"/>, <see cref="Y"/> and <see cref="Extent"/> are rounded;
/// resampled tiles are read at the exact, fractional place.
/// </remarks>
public sealed record TileGrid
{
    /// <summary>Largest number of columns or rows.</summary>
    public const int MaxCells = 65_535;

    /// <summary>Gets the left column of cell (0, 0) in level-0 pixels.</summary>
    public int OriginX { get; init; }

    /// <summary>Gets the top row of cell (0, 0) in level-0 pixels.</summary>
    public int OriginY { get; init; }

    /// <summary>Gets the number of columns, 1 to 65,535.</summary>
    public required int Columns { get; init; }

    /// <summary>Gets the number of rows, 1 to 65,535.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the width and height of a tile in its own pixels.</summary>
    public required int TileSize { get; init; }

    /// <summary>Gets the distance between neighbouring cells in tile pixels; smaller than <see cref="TileSize"/> when tiles overlap.</summary>
    public required int Stride { get; init; }

    /// <summary>Gets the true microns per tile pixel.</summary>
    /// <value>The level's own value when a level within the tolerance is read as it is, otherwise exactly the target.</value>
    public required double Mpp { get; init; }

    /// <summary>Gets the level that is read.</summary>
    public int Level { get; init; }

    /// <summary>Gets the level-0 pixels per tile pixel.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Gets the pixels of <see cref="Level"/> per tile pixel.</summary>
    /// <value>1 when the level is read as it is; more when tiles are resampled from it.</value>
    public double Resampling { get; init; } = 1;

    /// <summary>Gets the left column of a cell in level-0 pixels.</summary>
    /// <param name="column">Column of the cell.</param>
    public int X(int column) => (int)Math.Round(ExactX(column));

    /// <summary>Gets the top row of a cell in level-0 pixels.</summary>
    /// <param name="row">Row of the cell.</param>
    public int Y(int row) => (int)Math.Round(ExactY(row));

    /// <summary>Gets the width and height of a tile in level-0 pixels.</summary>
    public int Extent => (int)Math.Round(TileSize * Scale);

    internal double ExactX(int column) => OriginX + (column * (double)Stride * Scale);

    internal double ExactY(int row) => OriginY + (row * (double)Stride * Scale);
}
