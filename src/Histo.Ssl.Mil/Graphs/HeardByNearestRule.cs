using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Each instance hears those that have it among their nearest: the nearest-instance graph with its arrows turned round.</summary>
/// <remarks>Patch-GCN stores edges from an instance to its nearest and lets messages run along them. An instance that is nobody's nearest hears nothing.</remarks>
/// <param name="Neighbours">Their number, 1 or more.</param>
public sealed record HeardByNearestRule(int Neighbours = 8) : GraphRule
{
    /// <inheritdoc/>
    protected override NeighbourTable Build(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        NeighbourTable nearest = new NearestRule(Neighbours).Of(bag);
        var lists = new List<int>[nearest.Nodes];
        for (int node = 0; node < lists.Length; node++)
        {
            lists[node] = [];
        }

        for (int node = 0; node < nearest.Nodes; node++)
        {
            for (int slot = 1; slot < nearest.Width; slot++)
            {
                if (nearest[node, slot] is >= 0 and int other)
                {
                    lists[other].Add(node);
                }
            }
        }

        return NeighbourTable.Create([.. lists.Select(list => list.ToArray())], nearest.Source, symmetric: false);
    }
}
