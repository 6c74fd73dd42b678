using Histo.Ssl.Tiling;

namespace Histo.Ssl.Objectives;

/// <summary>The tiles of a slide around a tile, found on the lattice: no search through the tile set.</summary>
internal sealed class GridNeighbours
{
    private readonly TileSet _tiles;
    private readonly (int Dx, int Dy)[] _offsets;

    private GridNeighbours(TileSet tiles, int radius, Func<int, int, bool> contains)
    {
        _tiles = tiles;
        _offsets =
        [
            .. from dy in Enumerable.Range(-radius, (2 * radius) + 1)
               from dx in Enumerable.Range(-radius, (2 * radius) + 1)
               where (dx, dy) != (0, 0) && contains(dx, dy)
               select (dx, dy),
        ];
    }

    /// <summary>Cells nearer than a threshold, in a straight line: 24 for 3.</summary>
    public static GridNeighbours Closer(TileSet tiles, double threshold) => new(tiles, (int)Math.Ceiling(threshold), (dx, dy) => (dx * dx) + (dy * dy) < threshold * threshold);

    /// <summary>The square of cells within a distance.</summary>
    public static GridNeighbours Square(TileSet tiles, int distance) => new(tiles, distance, (_, _) => true);

    /// <summary>The tiles around a tile, itself left out.</summary>
    public int[] Of(int tile)
    {
        TileAddress address = _tiles[tile];
        var found = new List<int>(_offsets.Length);
        foreach ((int dx, int dy) in _offsets)
        {
            int other = _tiles.Find(address.Slide, address.Column + dx, address.Row + dy);
            if (other >= 0)
            {
                found.Add(other);
            }
        }

        return [.. found];
    }
}
