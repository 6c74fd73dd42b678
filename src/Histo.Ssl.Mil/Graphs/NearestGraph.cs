using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Graphs of nearest instances: each hears the k nearest. Ties go to the lower index. Not symmetric.</summary>
public static class NearestGraph
{
    private const int Block = 1024;

    /// <summary>The nearest on the slide.</summary>
    /// <param name="positions">Where the instances lie, one at least.</param>
    /// <param name="neighbours">k, 1 or more; fewer where there are not as many.</param>
    /// <returns>The table; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0001: k is below 1.</exception>
    public static NeighbourTable ByPositions(TilePositions positions, int neighbours)
    {
        ArgumentNullException.ThrowIfNull(positions);
        int k = Math.Min(Checked(neighbours), positions.Count - 1);
        var hash = new PositionHash(positions, positions.Step);
        var lists = new int[positions.Count][];
        var found = new List<(double Distance, int Index)>();
        for (int i = 0; i < lists.Length; i++)
        {
            found.Clear();
            for (long ring = 0; ring <= hash.Reach; ring++)
            {
                found.AddRange(hash.Ring(i, ring).Where(other => other != i).Select(other => (hash.SquaredDistance(i, other), other)));

                // What lies beyond this ring is at least ring steps away.
                double safe = ring * positions.Step;
                if (found.Count(each => each.Distance <= safe * safe) >= k)
                {
                    break;
                }
            }

            lists[i] = [.. found.Order().Take(k).Select(each => each.Index).Order()];
        }

        return NeighbourTable.Create(lists, GraphSource.NearestPositions, symmetric: false);
    }

    /// <summary>The nearest in feature space, by Euclidean distance; compared block by block, so memory stays linear while time is quadratic.</summary>
    /// <param name="features">(N, D); kept.</param>
    /// <param name="neighbours">k, 1 or more; fewer where there are not as many.</param>
    /// <returns>The table; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0001: k is below 1.</exception>
    public static NeighbourTable ByFeatures(Tensor features, int neighbours)
    {
        ArgumentNullException.ThrowIfNull(features);
        int count = (int)features.size(0), k = Math.Min(Checked(neighbours), count - 1);
        var lists = new int[count][];
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor rows = features.detach(), lengths = rows.square().sum(dim: 1);
        for (int first = 0; first < count; first += Block)
        {
            using DisposeScope inner = NewDisposeScope();
            int size = Math.Min(Block, count - first);
            Tensor block = rows.narrow(0, first, size);
            Tensor distances = lengths - (2 * block.mm(rows.t()));
            distances.narrow(1, first, size).diagonal().fill_(double.PositiveInfinity);
            long[] nearest = k == 0 ? [] : distances.topk(k, 1, largest: false).indexes.cpu().contiguous().data<long>().ToArray();
            for (int i = 0; i < size; i++)
            {
                lists[first + i] = [.. nearest.AsSpan(i * k, k).ToArray().Select(index => (int)index).Order()];
            }
        }

        return NeighbourTable.Create(lists, GraphSource.NearestFeatures, symmetric: false);
    }

    private static int Checked(int neighbours) =>
        neighbours >= 1 ? neighbours : throw new HistoException(ErrorCodes.InvalidOption, "a graph of nearest instances needs neighbours", nameof(neighbours), neighbours, "1 or more");
}
