using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Tells whether a rectangle lies fully inside the union of a slide's content regions.</summary>
/// <remarks>The edges of the regions cut the plane into a small irregular grid; each of its cells is covered or not.</remarks>
internal sealed class ContentCoverage
{
    private readonly int[] _xs, _ys;
    private readonly bool[] _covered;

    public ContentCoverage(IReadOnlyList<PixelRectangle> regions)
    {
        _xs = [.. regions.SelectMany(region => new[] { region.X, region.Right }).Distinct().Order()];
        _ys = [.. regions.SelectMany(region => new[] { region.Y, region.Bottom }).Distinct().Order()];
        _covered = new bool[_xs.Length * _ys.Length];
        foreach (PixelRectangle region in regions)
        {
            int left = Array.BinarySearch(_xs, region.X), right = Array.BinarySearch(_xs, region.Right);
            for (int row = Array.BinarySearch(_ys, region.Y); row < Array.BinarySearch(_ys, region.Bottom); row++)
            {
                _covered.AsSpan((row * _xs.Length) + left, right - left).Fill(true);
            }
        }
    }

    /// <summary>The smallest rectangle around all regions; empty when there are none.</summary>
    public PixelRectangle Bounds => _xs.Length == 0 ? default : new PixelRectangle(_xs[0], _ys[0], _xs[^1] - _xs[0], _ys[^1] - _ys[0]);

    public bool Contains(int left, int top, int right, int bottom)
    {
        if (_xs.Length == 0 || left < _xs[0] || top < _ys[0] || right > _xs[^1] || bottom > _ys[^1])
        {
            return false;
        }

        int firstColumn = CellOf(_xs, left), firstRow = CellOf(_ys, top);
        for (int row = firstRow; row < _ys.Length && _ys[row] < bottom; row++)
        {
            for (int column = firstColumn; column < _xs.Length && _xs[column] < right; column++)
            {
                if (!_covered[(row * _xs.Length) + column])
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static int CellOf(int[] edges, int value)
    {
        int at = Array.BinarySearch(edges, value);
        return at >= 0 ? at : ~at - 1;
    }
}
