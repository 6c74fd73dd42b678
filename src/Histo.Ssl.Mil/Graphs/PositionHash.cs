using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Finds instances near a place: cells of a fixed width, each with the instances in it.</summary>
internal sealed class PositionHash
{
    private readonly Dictionary<(long, long), List<int>> _cells = [];
    private readonly TilePositions _positions;
    private readonly double _width;

    public PositionHash(TilePositions positions, double width)
    {
        (_positions, _width) = (positions, width);
        for (int i = 0; i < positions.Count; i++)
        {
            (long, long) cell = CellOf(i);
            if (!_cells.TryGetValue(cell, out List<int>? inside))
            {
                _cells.Add(cell, inside = []);
            }

            inside.Add(i);
        }

        Reach = positions.Count == 0 ? 0 : Math.Max(Span(_cells.Keys.Select(cell => cell.Item1)), Span(_cells.Keys.Select(cell => cell.Item2)));
    }

    /// <summary>Number of rings around a cell that certainly hold every instance.</summary>
    public long Reach { get; }

    /// <summary>Squared distance of two instances, in float64.</summary>
    public double SquaredDistance(int first, int second)
    {
        double x = _positions.X[first] - _positions.X[second], y = _positions.Y[first] - _positions.Y[second];
        return (x * x) + (y * y);
    }

    /// <summary>The instances in the cells at exactly a ring around an instance's cell; ring 0 is the cell itself.</summary>
    public IEnumerable<int> Ring(int instance, long ring)
    {
        (long column, long row) = CellOf(instance);
        for (long y = row - ring; y <= row + ring; y++)
        {
            long step = Math.Abs(y - row) == ring ? 1 : Math.Max(1, 2 * ring);
            for (long x = column - ring; x <= column + ring; x += step)
            {
                if (_cells.TryGetValue((x, y), out List<int>? inside))
                {
                    foreach (int other in inside)
                    {
                        yield return other;
                    }
                }
            }
        }
    }

    private static long Span(IEnumerable<long> values)
    {
        (long low, long high) = (long.MaxValue, long.MinValue);
        foreach (long value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return high - low;
    }

    private (long, long) CellOf(int instance) => ((long)Math.Floor(_positions.X[instance] / _width), (long)Math.Floor(_positions.Y[instance] / _width));
}
