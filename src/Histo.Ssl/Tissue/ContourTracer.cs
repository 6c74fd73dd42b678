namespace Histo.Ssl.Tissue;

/// <summary>Walks along the pixel edges of a mask: each piece (pixels that share a side) gives one outer ring and a ring for each hole.</summary>
internal sealed class ContourTracer
{
    // Directions right, down, left, up; walking with tissue on the right hand.
    private static readonly int[] StepX = [1, 0, -1, 0], StepY = [0, 1, 0, -1];
    private readonly TissueMask _mask;
    private readonly ConnectedComponents _pieces;
    private readonly bool[] _visited;

    public ContourTracer(TissueMask mask)
    {
        _mask = mask;
        _pieces = ConnectedComponents.Find(mask.Pixels, mask.Width, mask.Height, diagonal: false);
        _visited = new bool[mask.Width * mask.Height];
    }

    public IReadOnlyList<TissueContour> Trace()
    {
        var outer = new List<(double, double)>?[_pieces.Count];
        var holes = new List<IReadOnlyList<(double, double)>>[_pieces.Count];
        for (int y = 0; y < _mask.Height; y++)
        {
            for (int x = 0; x < _mask.Width; x++)
            {
                // Each ring has a top edge: tissue below, none above, walked to the right.
                if (_mask[x, y] && !_mask[x, y - 1] && !_visited[(y * _mask.Width) + x])
                {
                    int piece = _pieces.Labels[(y * _mask.Width) + x] - 1;
                    List<(double, double)> ring = Walk(x, y);

                    // The first ring met from above is the outer one.
                    if (outer[piece] is null)
                    {
                        (outer[piece], holes[piece]) = (ring, []);
                    }
                    else
                    {
                        holes[piece].Add(ring);
                    }
                }
            }
        }

        return [.. outer.Select((ring, piece) => new TissueContour(ring!, holes[piece]))];
    }

    private List<(double X, double Y)> Walk(int startX, int startY)
    {
        var ring = new List<(double, double)>();
        int x = startX, y = startY, direction = 0;
        do
        {
            if (direction == 0)
            {
                _visited[(y * _mask.Width) + x] = true;
            }

            x += StepX[direction];
            y += StepY[direction];
            int next = Turn(x, y, direction);
            if (next != direction)
            {
                ring.Add(_mask.ToLevel0(x, y));
                direction = next;
            }
        }
        while (x != startX || y != startY || direction != 0);
        return ring;
    }

    /// <summary>At a corner turn right where possible (pixels that only meet at the corner stay apart), else go straight on, else turn left.</summary>
    private int Turn(int x, int y, int direction)
    {
        bool aheadRight = Ahead(x, y, direction, right: true), aheadLeft = Ahead(x, y, direction, right: false);
        return !aheadRight ? (direction + 1) & 3 : aheadLeft ? (direction + 3) & 3 : direction;
    }

    private bool Ahead(int x, int y, int direction, bool right) => direction switch
    {
        0 => _mask[x, right ? y : y - 1],
        1 => _mask[right ? x - 1 : x, y],
        2 => _mask[x - 1, right ? y - 1 : y],
        _ => _mask[right ? x : x - 1, y - 1],
    };
}
