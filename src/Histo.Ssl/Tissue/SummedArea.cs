namespace Histo.Ssl.Tissue;

/// <summary>Counts true pixels in any rectangle, also with fractional edges, in constant time.</summary>
/// <remarks>Source: F. C. Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984. The table is interpolated linearly, which is exact for square pixels of one value.</remarks>
internal sealed class SummedArea
{
    private readonly int[] _sums;
    private readonly int _width, _height;

    public SummedArea(ReadOnlySpan<bool> pixels, int width, int height)
    {
        (_width, _height) = (width, height);
        _sums = new int[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++)
        {
            int row = 0, above = y * (width + 1), at = above + width + 1;
            for (int x = 0; x < width; x++)
            {
                row += pixels[(y * width) + x] ? 1 : 0;
                _sums[at + x + 1] = _sums[above + x + 1] + row;
            }
        }
    }

    /// <summary>Number of true pixels in columns [left, right) and rows [top, bottom), which must lie within the picture.</summary>
    public int Count(int left, int top, int right, int bottom)
    {
        int stride = _width + 1;
        return _sums[(bottom * stride) + right] - _sums[(top * stride) + right] - _sums[(bottom * stride) + left] + _sums[(top * stride) + left];
    }

    /// <summary>Area of true pixels within a rectangle with any edges; what lies outside the picture is false.</summary>
    public double Area(double left, double top, double right, double bottom) =>
        Math.Max(0, Integral(right, bottom) - Integral(right, top) - Integral(left, bottom) + Integral(left, top));

    private double Integral(double x, double y)
    {
        x = Math.Clamp(x, 0, _width);
        y = Math.Clamp(y, 0, _height);
        int column = Math.Min((int)x, _width - 1), row = Math.Min((int)y, _height - 1), stride = _width + 1, at = (row * stride) + column;
        double fx = x - column, fy = y - row;
        double upper = _sums[at] + (fx * (_sums[at + 1] - _sums[at]));
        double lower = _sums[at + stride] + (fx * (_sums[at + stride + 1] - _sums[at + stride]));
        return upper + (fy * (lower - upper));
    }
}
