using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>The graph of instances within a distance of each other on the slide.</summary>
/// <remarks>Real coordinates, so tiles off the lattice have neighbours too, and overlapping lattices more of them. The distance is inclusive; two instances at one place are neighbours. Time and memory are linear in the instances.</remarks>
public static class RadiusGraph
{
    /// <summary>Makes the graph.</summary>
    /// <param name="positions">Where the instances lie, one at least.</param>
    /// <param name="radius">Distance in steps, above 0.</param>
    /// <returns>A symmetric table; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0001: the radius is not above 0.</exception>
    public static NeighbourTable Build(TilePositions positions, double radius)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (!(radius > 0) || !double.IsFinite(radius))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the radius of a graph is a distance in steps", nameof(radius), radius, "above 0");
        }

        double limit = radius * positions.Step;
        var hash = new PositionHash(positions, limit);
        var neighbours = new int[positions.Count][];
        var found = new List<int>();
        for (int i = 0; i < neighbours.Length; i++)
        {
            found.Clear();
            foreach (int other in hash.Ring(i, 0).Concat(hash.Ring(i, 1)))
            {
                if (other != i && hash.SquaredDistance(i, other) <= limit * limit)
                {
                    found.Add(other);
                }
            }

            found.Sort();
            neighbours[i] = [.. found];
        }

        return NeighbourTable.Create(neighbours, GraphSource.Radius, symmetric: true);
    }
}
