namespace Histo.Ssl.Pairs;

/// <summary>The cells of a neighbourhood relative to the anchor, near ones first, and the weight of each distance.</summary>
internal sealed class NeighbourOffsets
{
    private readonly (sbyte Dx, sbyte Dy)[] _offsets;
    private readonly int[] _starts;
    private readonly double[] _logWeights;
    private readonly Neighbourhood _kind;
    private readonly DistanceWeighting _weighting;
    private readonly double _scale;

    public NeighbourOffsets(Neighbourhood kind, int minimum, int maximum, DistanceWeighting weighting, double scale)
    {
        (_kind, _weighting, _scale, Radius) = (kind, weighting, scale, maximum);
        var cells = new List<(double Distance, sbyte Dx, sbyte Dy)>();
        for (int dy = -maximum; dy <= maximum; dy++)
        {
            for (int dx = -maximum; dx <= maximum; dx++)
            {
                if ((dx, dy) != (0, 0) && Contains(kind, dx, dy, minimum, maximum))
                {
                    cells.Add((weighting == DistanceWeighting.Uniform ? 1 : Distance(dx, dy), (sbyte)dx, (sbyte)dy));
                }
            }
        }

        // One class a distance; with uniform weights all cells are one class. The order within a class is fixed: row by row.
        (double Distance, sbyte Dx, sbyte Dy)[] sorted = [.. cells.OrderBy(cell => cell.Distance)];
        _offsets = [.. sorted.Select(cell => (cell.Dx, cell.Dy))];
        int[] firsts = [.. Enumerable.Range(0, sorted.Length).Where(i => i == 0 || sorted[i].Distance != sorted[i - 1].Distance)];
        _starts = [.. firsts, sorted.Length];
        _logWeights = [.. firsts.Select(first => LogWeight(sorted[first].Dx, sorted[first].Dy))];
    }

    /// <summary>Greatest |dx| or |dy|.</summary>
    public int Radius { get; }

    public int Count => _offsets.Length;

    /// <summary>Number of different distances; 1 when all cells weigh the same.</summary>
    public int Classes => _logWeights.Length;

    public (sbyte Dx, sbyte Dy) this[int offset] => _offsets[offset];

    public (int First, int Count) OffsetsOf(int distanceClass) => (_starts[distanceClass], _starts[distanceClass + 1] - _starts[distanceClass]);

    /// <summary>Weight of a cell of a class relative to one of the nearest class.</summary>
    public double RelativeWeight(int distanceClass) => Math.Exp(_logWeights[distanceClass] - _logWeights[0]);

    /// <summary>Natural logarithm of the weight of a cell.</summary>
    public double LogWeight(int dx, int dy) => _weighting switch
    {
        DistanceWeighting.InverseDistance => -Math.Log(Distance(dx, dy)),
        DistanceWeighting.Exponential => -Distance(dx, dy) / _scale,
        _ => 0,
    };

    private double Distance(int dx, int dy) => _kind switch
    {
        Neighbourhood.EuclideanStrict => Math.Sqrt((dx * dx) + (dy * dy)),
        Neighbourhood.FourConnected => Math.Abs(dx) + Math.Abs(dy),
        _ => Math.Max(Math.Abs(dx), Math.Abs(dy)),
    };

    private static bool Contains(Neighbourhood kind, int dx, int dy, int minimum, int maximum)
    {
        int block = Math.Max(Math.Abs(dx), Math.Abs(dy)), steps = Math.Abs(dx) + Math.Abs(dy), square = (dx * dx) + (dy * dy);
        return kind switch
        {
            Neighbourhood.EuclideanStrict => square >= minimum * minimum && square < (maximum + 1) * (maximum + 1),
            Neighbourhood.FourConnected => steps >= minimum && steps <= maximum,
            Neighbourhood.Ring => block == maximum,
            _ => block >= minimum && block <= maximum,
        };
    }
}
