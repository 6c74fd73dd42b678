using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Finds neighbours and negatives in a bank, a few anchors at a time: the similarities of a chunk with all rows are the largest tensor there is.</summary>
internal sealed record BankMiner
{
    // Bytes of a block must fit into one span.
    private const long BlockEntries = 1 << 28;
    private readonly RankedRows _ranked = new();

    /// <summary>Most similar rows of an anchor, or of an auxiliary anchor, among which those of its clusters are neighbours.</summary>
    public int Neighbours { get; init; } = 4096;

    /// <summary>Anchors at a time.</summary>
    public int ChunkRows { get; init; } = 16;

    /// <summary>Whether an anchor may be its own neighbour through an auxiliary anchor.</summary>
    public bool CodeCompatible { get; init; }

    /// <summary>The most similar of given tiles for each query.</summary>
    /// <param name="queries">(B, D) unit rows without gradient.</param>
    /// <param name="memory">(N, D).</param>
    /// <param name="tiles">For each query the tiles to choose from.</param>
    /// <param name="count">Tiles to choose.</param>
    /// <returns>For each query at most <paramref name="count"/> tiles, most similar first.</returns>
    public static int[][] MostSimilar(Tensor queries, Tensor memory, int[][] tiles, int count)
    {
        using IDisposable noGrad = no_grad();
        var chosen = new int[tiles.Length][];
        for (int i = 0; i < tiles.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            int take = Math.Min(count, tiles[i].Length);
            if (take == 0)
            {
                chosen[i] = [];
                continue;
            }

            Tensor similarities = Gather(memory, tiles[i]).mv(queries[i].to(Embeddings.AtLeastSingle(memory).dtype));
            (_, Tensor best) = similarities.topk(take, dim: 0, largest: true, sorted: true);
            chosen[i] = [.. best.cpu().data<long>().ToArray().Select(place => tiles[i][place])];
        }

        return chosen;
    }

    /// <summary>Finds neighbours and negatives.</summary>
    /// <param name="queries">(B, D) unit rows without gradient.</param>
    /// <param name="memory">(N, D).</param>
    /// <param name="view">The rows to look among.</param>
    /// <param name="keys">Clusters of all tiles.</param>
    /// <param name="anchors">The tile of each query.</param>
    /// <param name="auxiliaries">Auxiliary anchors of each query.</param>
    /// <param name="excluded">Tiles that are no negatives of a query, besides its own and its neighbours in feature space.</param>
    /// <param name="ranks">Ranks of the negatives, ascending; several draws.</param>
    /// <param name="ranking">Other queries and rows that negatives are ranked by, of the same tiles as <paramref name="view"/>; null for the same.</param>
    public MinedRows Mine(
        Tensor queries, Tensor memory, BankView view, ClusterKeys keys, int[] anchors, int[][] auxiliaries, int[][] excluded, int[][] ranks, (Tensor Queries, BankView View)? ranking = null)
    {
        using IDisposable noGrad = no_grad();
        Dictionary<long, int[]> groups = keys.Groups(anchors.Concat(auxiliaries.SelectMany(own => own)));
        var inter = new int[anchors.Length][];
        long[][] negatives = [.. ranks.Select(draw => new long[(long)anchors.Length * draw.Length])];
        int[] places = [.. ranks.SelectMany(draw => draw).Distinct().Order()];
        int[][] placeOf = [.. ranks.Select(draw => Array.ConvertAll(draw, rank => Array.BinarySearch(places, rank)))];
        int chunk = (int)Math.Min(anchors.Length, Math.Clamp(BlockEntries / view.Count, 1, ChunkRows));

        // Written to again and again: fresh memory of this size would be mapped and cleared by the system each time.
        using Tensor similarityBlock = empty([chunk, view.Count], view.Rows.dtype, view.Rows.device), auxiliaryBlock = empty_like(similarityBlock);
        for (int start = 0; start < anchors.Length; start += chunk)
        {
            using DisposeScope scope = NewDisposeScope();
            int length = Math.Min(chunk, anchors.Length - start);
            Tensor own = queries.narrow(0, start, length).to(view.Rows.dtype), similarities = Multiply(own, view, similarityBlock);
            List<int>[] found = [.. Enumerable.Range(0, length).Select(_ => new List<int>())];
            Neighbour(own, memory, similarities, view, keys, groups, anchors[start..(start + length)], found);
            for (int order = 0; order < auxiliaries.Max(each => each.Length); order++)
            {
                using DisposeScope inner = NewDisposeScope();
                int[] rows = [.. Enumerable.Range(0, length).Where(i => auxiliaries[start + i].Length > order)], tiles = [.. rows.Select(i => auxiliaries[start + i][order])];
                if (rows.Length > 0)
                {
                    Tensor auxiliary = Gather(memory, tiles);
                    Neighbour(auxiliary, memory, Multiply(auxiliary, view, auxiliaryBlock), view, keys, groups, tiles, [.. rows.Select(i => found[i])]);
                }
            }

            for (int i = 0; i < length; i++)
            {
                int anchor = anchors[start + i];
                inter[start + i] = [.. found[i].Where(tile => CodeCompatible || tile != anchor).Distinct().Order()];
            }

            if (ranking is { } other)
            {
                similarities = Multiply(other.Queries.narrow(0, start, length).to(other.View.Rows.dtype), other.View, similarityBlock);
            }

            for (int i = 0; i < length; i++)
            {
                Exclude(similarities, i, view, [anchors[start + i], .. excluded[start + i], .. inter[start + i]]);
            }

            int[] ranked = _ranked.At(similarities, places);
            for (int draw = 0; draw < ranks.Length; draw++)
            {
                int[] columns = placeOf[draw];
                for (int i = 0; i < length * columns.Length; i++)
                {
                    negatives[draw][((long)start * columns.Length) + i] = view.TileOf(ranked[(i / columns.Length * places.Length) + columns[i % columns.Length]]);
                }
            }
        }

        return new MinedRows(inter, negatives);
    }

    /// <summary>Adds to each list the tiles that share all clusters with a tile and are among the most similar to it.</summary>
    private void Neighbour(Tensor queries, Tensor memory, Tensor similarities, BankView view, ClusterKeys keys, Dictionary<long, int[]> groups, int[] tiles, List<int>[] found)
    {
        for (int i = 0; i < tiles.Length; i++)
        {
            Exclude(similarities, i, view, [tiles[i]]);
        }

        // Of a part of the rows, as large a share; the row itself does not count.
        int place = (int)Math.Min(view.Count - 2L, Math.Max(1, (long)Neighbours * view.Count / memory.size(0)) - 1);
        int[] last = _ranked.At(similarities, [Math.Max(0, place)]);
        for (int i = 0; i < tiles.Length; i++)
        {
            int[] group = [.. groups[keys.Of(tiles[i])].Where(tile => tile != tiles[i])];
            if (group.Length == 0)
            {
                continue;
            }

            using DisposeScope scope = NewDisposeScope();
            Tensor threshold = similarities[i, last[i]];
            Tensor own = view.Tiles is null ? similarities[i].index_select(0, Index(group, memory.device)) : Gather(memory, group).mv(queries[i]);
            bool[] near = (own >= threshold).cpu().data<bool>().ToArray();
            found[i].AddRange(group.Where((_, place) => near[place]));
        }
    }

    private static Tensor Multiply(Tensor queries, BankView view, Tensor block)
    {
        Tensor similarities = block.narrow(0, 0, queries.size(0));
        similarities.addmm_(queries, view.Rows.t(), beta: 0, alpha: 1);
        return similarities;
    }

    private static void Exclude(Tensor similarities, int row, BankView view, IEnumerable<int> tiles)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] rows = [.. tiles.Select(view.RowOf).Where(each => each >= 0).Select(each => (long)each)];
        if (rows.Length > 0)
        {
            similarities[row].index_fill_(0, tensor(rows, device: similarities.device), double.NegativeInfinity);
        }
    }

    private static Tensor Gather(Tensor memory, int[] tiles) => Embeddings.AtLeastSingle(memory.index_select(0, Index(tiles, memory.device)));

    private static Tensor Index(int[] tiles, Device device) => tensor(Array.ConvertAll(tiles, tile => (long)tile), device: device);
}
