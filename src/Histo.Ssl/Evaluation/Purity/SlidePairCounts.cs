using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>Pairs of labelled tiles of one slide by distance; index 0 is not used.</summary>
internal sealed class SlidePairCounts(int maxDistance)
{
    public long[] Pairs { get; } = new long[maxDistance + 1];

    public long[] Differing { get; } = new long[maxDistance + 1];

    /// <summary>Labelled tiles without any other tile up to a distance.</summary>
    public long[] Lonely { get; } = new long[maxDistance + 1];

    public long Tiles { get; private set; }

    public static SlidePairCounts Of(TileSet tiles, int slide, int[] labels, int maxDistance, CancellationToken cancellation)
    {
        var counts = new SlidePairCounts(maxDistance);
        (int first, int count) = tiles.TilesOf(slide);
        for (int tile = first; tile < first + count; tile++)
        {
            if ((tile & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (labels[tile] != TileLabels.Unknown)
            {
                counts.Add(tiles, slide, labels, tile);
            }
        }

        return counts;
    }

    // Every pair is seen once: from the tile that comes first in reading order.
    private void Add(TileSet tiles, int slide, int[] labels, int tile)
    {
        Tiles++;
        TileAddress here = tiles[tile];
        int nearest = maxDistance + 1, label = labels[tile];
        for (int down = 0; down <= maxDistance; down++)
        {
            for (int right = down == 0 ? 1 : -maxDistance; right <= maxDistance; right++)
            {
                int other = Find(tiles, slide, here.Column + right, here.Row + down);
                if (other >= 0)
                {
                    int distance = Math.Max(down, Math.Abs(right));
                    nearest = Math.Min(nearest, distance);
                    if (labels[other] != TileLabels.Unknown)
                    {
                        Pairs[distance]++;
                        Differing[distance] += labels[other] != label ? 1 : 0;
                    }
                }
            }
        }

        for (int distance = 1; distance < Math.Min(Earlier(tiles, slide, here, nearest), maxDistance + 1); distance++)
        {
            Lonely[distance]++;
        }
    }

    // The nearest tile in the other half of the plane, as far as it is nearer than what is known.
    private static int Earlier(TileSet tiles, int slide, TileAddress here, int nearest)
    {
        for (int distance = 1; distance < nearest; distance++)
        {
            for (int up = 0; up <= distance; up++)
            {
                // The ring's upper edge is walked whole, its sides at both ends.
                int step = up == distance ? 1 : 2 * distance;
                for (int right = -distance; right <= (up == 0 ? -1 : distance); right += step)
                {
                    if (Find(tiles, slide, here.Column + right, here.Row - up) >= 0)
                    {
                        return distance;
                    }
                }
            }
        }

        return nearest;
    }

    private static int Find(TileSet tiles, int slide, int column, int row)
    {
        TileGrid grid = tiles.Slides[slide].Grid;
        return (uint)column < (uint)grid.Columns && (uint)row < (uint)grid.Rows ? tiles.Find(slide, column, row) : -1;
    }
}
