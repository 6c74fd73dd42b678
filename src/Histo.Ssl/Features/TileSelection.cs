using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Checks which tiles of a source are asked for.</summary>
internal static class TileSelection
{
    public static IReadOnlyList<int> Of(ITileSource source, IReadOnlyList<int>? tiles)
    {
        if (tiles is null)
        {
            return [.. Enumerable.Range(0, source.Tiles.Count)];
        }

        foreach (int tile in tiles)
        {
            if ((uint)tile >= (uint)source.Tiles.Count)
            {
                throw new HistoException(ErrorCodes.TileOutOfRange, "there is no such tile", seen: tile, wanted: $"0 to {source.Tiles.Count - 1}");
            }
        }

        return tiles;
    }
}
