using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Objectives;

/// <summary>The tiles of a batch as an objective with a bank needs them.</summary>
/// <param name="Anchors">The anchors' tiles.</param>
/// <param name="Intra">Their neighbours on the lattice.</param>
/// <param name="Excluded">Tiles that are no negatives of each: neighbours, positives, and what the batch's exclusion radius covers.</param>
internal sealed record BankBatch(int[] Anchors, int[][] Intra, int[][] Excluded)
{
    public static BankBatch Of(BatchContext context, TileSet tiles, GridNeighbours neighbours)
    {
        ReadOnlySpan<BatchRow> anchors = context.View(0), positives = context.Views > 1 ? context.View(1) : anchors;
        GridNeighbours? radius = context.ExclusionRadius > 0 ? GridNeighbours.Square(tiles, context.ExclusionRadius) : null;
        var batch = new BankBatch(new int[context.Pairs], new int[context.Pairs][], new int[context.Pairs][]);
        for (int i = 0; i < context.Pairs; i++)
        {
            int tile = anchors[i].Tile;
            batch.Anchors[i] = tile;
            batch.Intra[i] = neighbours.Of(tile);
            batch.Excluded[i] = [.. batch.Intra[i], positives[i].Tile, .. radius?.Of(tile) ?? []];
        }

        return batch;
    }
}
