using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>The nearest instances on the slide; bags without positions: the nearest in feature space.</summary>
/// <param name="Neighbours">Their number, 1 or more; bags with fewer instances have fewer.</param>
public sealed record NearestRule(int Neighbours = 8) : GraphRule
{
    /// <inheritdoc/>
    protected override NeighbourTable Build(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        return bag.Positions is { } positions ? NearestGraph.ByPositions(positions, Neighbours) : NearestGraph.ByFeatures(bag.Features, Neighbours);
    }
}
