using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>Counts the pairs of a tile set by distance and sums their differences; a struct as <typeparamref name="T"/> is compiled into the loop.</summary>
internal sealed class PairCounter<T>(TileSet tiles, T difference, int maxDistance)
    where T : struct, ITileDifference
{
    private const int PartTiles = 4096;

    /// <summary>Counts slide by slide. Parts of a slide are summed in their order, so that threads never change a result.</summary>
    public SlidePairCounts[] Count(CancellationToken cancellation)
    {
        (int Slide, int First, int Count)[] parts = [.. Enumerable.Range(0, tiles.Slides.Count).SelectMany(Parts)];
        var counts = new SlidePairCounts[parts.Length];
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation }, part => counts[part] = Of(parts[part]));
        SlidePairCounts[] slides = [.. tiles.Slides.Select(_ => new SlidePairCounts(maxDistance))];
        for (int part = 0; part < parts.Length; part++)
        {
            slides[parts[part].Slide].Add(counts[part]);
        }

        return slides;
    }

    private IEnumerable<(int Slide, int First, int Count)> Parts(int slide)
    {
        (int first, int count) = tiles.TilesOf(slide);
        for (int done = 0; done < count; done += PartTiles)
        {
            yield return (slide, first + done, Math.Min(PartTiles, count - done));
        }
    }

    private SlidePairCounts Of((int Slide, int First, int Count) part)
    {
        var counts = new SlidePairCounts(maxDistance);
        for (int tile = part.First; tile < part.First + part.Count; tile++)
        {
            if (difference.IsKnown(tile))
            {
                Add(counts, part.Slide, tile);
            }
        }

        return counts;
    }

    // Every pair is seen once: from the tile that comes first in reading order.
    private void Add(SlidePairCounts counts, int slide, int tile)
    {
        counts.Tiles++;
        TileAddress here = tiles[tile];
        int nearest = maxDistance + 1;
        for (int down = 0; down <= maxDistance; down++)
        {
            for (int right = down == 0 ? 1 : -maxDistance; right <= maxDistance; right++)
            {
                int other = Find(slide, here.Column + right, here.Row + down);
                if (other >= 0)
                {
                    int distance = Math.Max(down, Math.Abs(right));
                    nearest = Math.Min(nearest, distance);
                    if (difference.IsKnown(other))
                    {
                        counts.Pairs[distance]++;
                        counts.Difference[distance] += difference.Between(tile, other);
                    }
                }
            }
        }

        for (int distance = 1; distance < Math.Min(Earlier(slide, here, nearest), maxDistance + 1); distance++)
        {
            counts.Lonely[distance]++;
        }
    }

    // The nearest tile in the other half of the plane, as far as it is nearer than what is known.
    private int Earlier(int slide, TileAddress here, int nearest)
    {
        for (int distance = 1; distance < nearest; distance++)
        {
            for (int up = 0; up <= distance; up++)
            {
                // The ring's upper edge is walked whole, its sides at both ends.
                int step = up == distance ? 1 : 2 * distance;
                for (int right = -distance; right <= (up == 0 ? -1 : distance); right += step)
                {
                    if (Find(slide, here.Column + right, here.Row - up) >= 0)
                    {
                        return distance;
                    }
                }
            }
        }

        return nearest;
    }

    private int Find(int slide, int column, int row)
    {
        TileGrid grid = tiles.Slides[slide].Grid;
        return (uint)column < (uint)grid.Columns && (uint)row < (uint)grid.Rows ? tiles.Find(slide, column, row) : -1;
    }
}
