namespace Histo.Ssl.Evaluation;

/// <summary>Points in the plane in nested cells, each with its centre of mass: what is far away repels as one body.</summary>
/// <remarks>
/// Cells lie in one array, each before its children and with the place behind its last one, so that a walk needs no stack. A cell's box is that of its points, split in the middle: points that coincide make one cell
/// without extent, which is exact. The tree is a function of the points, whatever was built before.
/// </remarks>
internal sealed class QuadTree(int points)
{
    private const int LeafPoints = 8;
    private readonly double[] _x = new double[points], _y = new double[points];
    private readonly int[] _order = new int[points];
    private readonly Cell[] _cells = new Cell[2 * points];
    private int _count;

    /// <summary>Gets the points in the order of their cells.</summary>
    public ReadOnlySpan<int> Order => _order;

    public void Build(double[] x, double[] y)
    {
        x.CopyTo(_x, 0);
        y.CopyTo(_y, 0);
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        _count = 0;
        Add(0, _order.Length);
    }

    /// <summary>What repels a point: the sum of w^2 (y_i - y_j) over the other points, and the sum of w, with w = 1 / (1 + |y_i - y_j|^2).</summary>
    /// <param name="place">The point's place in <see cref="Order"/>.</param>
    /// <param name="theta">0 to 1: a cell is one body where its diagonal is shorter than this share of its distance. At most 1, so that a cell never repels a point of its own as a body.</param>
    public (double X, double Y, double Weight) Repulsion(int place, double theta)
    {
        double x = _x[place], y = _y[place], squared = theta * theta, forceX = 0, forceY = 0, weight = 0;
        for (int i = 0; i < _count;)
        {
            ref readonly Cell cell = ref _cells[i];
            double dx = x - cell.X, dy = y - cell.Y, distance = (dx * dx) + (dy * dy);
            if (cell.SquaredDiagonal < squared * distance || !(cell.SquaredDiagonal > 0))
            {
                double w = 1 / (1 + distance), mass = cell.Points * w, r = mass * w;
                (weight, forceX, forceY, i) = (weight + mass, forceX + (r * dx), forceY + (r * dy), cell.End);
                continue;
            }

            i++;
            for (int other = cell.First; i == cell.End && other < cell.First + cell.Points; other++)
            {
                dx = x - _x[other];
                dy = y - _y[other];
                double w = 1 / (1 + (dx * dx) + (dy * dy)), r = w * w;
                (weight, forceX, forceY) = (weight + w, forceX + (r * dx), forceY + (r * dy));
            }
        }

        // The point's own weight is 1 and pulls nowhere.
        return (forceX, forceY, weight - 1);
    }

    private void Add(int first, int end)
    {
        int index = _count++;
        double left = _x[first], right = left, bottom = _y[first], top = bottom, sumX = 0, sumY = 0;
        for (int i = first; i < end; i++)
        {
            (left, right, sumX) = (Math.Min(left, _x[i]), Math.Max(right, _x[i]), sumX + _x[i]);
            (bottom, top, sumY) = (Math.Min(bottom, _y[i]), Math.Max(top, _y[i]), sumY + _y[i]);
        }

        int points = end - first;
        double width = right - left, height = top - bottom, diagonal = (width * width) + (height * height);
        if (points > LeafPoints && diagonal > 0)
        {
            double middle = Middle(left, right);
            int half = Split(_x, middle, first, end);
            AddHalf(first, half, bottom, top);
            AddHalf(half, end, bottom, top);
        }

        _cells[index] = new Cell(diagonal > 0 ? sumX / points : left, diagonal > 0 ? sumY / points : bottom, diagonal, first, points, _count);
    }

    private void AddHalf(int first, int end, double bottom, double top)
    {
        int half = Split(_y, Middle(bottom, top), first, end);
        if (half > first)
        {
            Add(first, half);
        }

        if (end > half)
        {
            Add(half, end);
        }
    }

    // Below the larger end, even of neighbouring numbers: a box with an extent always falls apart.
    private static double Middle(double low, double high) => low + (0.5 * (high - low)) is var middle && middle < high ? middle : low;

    private int Split(double[] axis, double middle, int first, int end)
    {
        int i = first, j = end - 1;
        while (i <= j)
        {
            if (!(axis[i] > middle))
            {
                i++;
                continue;
            }

            (_x[i], _x[j], _y[i], _y[j], _order[i], _order[j]) = (_x[j], _x[i], _y[j], _y[i], _order[j], _order[i]);
            j--;
        }

        return i;
    }

    /// <param name="X">Centre of mass.</param>
    /// <param name="Y">Centre of mass.</param>
    /// <param name="SquaredDiagonal">Of the box around the points.</param>
    /// <param name="First">Its first point.</param>
    /// <param name="Points">How many.</param>
    /// <param name="End">The place behind its last descendant.</param>
    private readonly record struct Cell(double X, double Y, double SquaredDiagonal, int First, int Points, int End);
}
