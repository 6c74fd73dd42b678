using NetTopologySuite.Geometries;

namespace Histo.Ssl.Tiling;

/// <summary>Exact area of the part of a simple ring that lies in a rectangle, edge by edge, without building the part.</summary>
/// <remarks>
/// With x clamped to the rectangle, each edge of the ring covers a signed strip between itself and the rectangle's lower side; the strips add up to the area (the trapezoid form of Green's theorem).
/// </remarks>
internal static class ClippedArea
{
    public static double Of(CoordinateSequence ring, Envelope tile)
    {
        double sum = 0;
        for (int i = 0; i + 1 < ring.Count; i++)
        {
            sum += Strip(ring.GetX(i), ring.GetY(i), ring.GetX(i + 1), ring.GetY(i + 1), tile);
        }

        return Math.Abs(sum);
    }

    /// <summary>Integral over the edge's x-range, cut to the rectangle, of y clamped to the rectangle above its lower side; negative for edges that run to the left.</summary>
    private static double Strip(double x0, double y0, double x1, double y1, Envelope tile)
    {
        if (x0 == x1)
        {
            return 0;
        }

        if (x0 > x1)
        {
            return -Strip(x1, y1, x0, y0, tile);
        }

        double from = Math.Max(x0, tile.MinX), to = Math.Min(x1, tile.MaxX);
        if (from >= to)
        {
            return 0;
        }

        double slope = (y1 - y0) / (x1 - x0);
        double start = y0 + ((from - x0) * slope) - tile.MinY, end = y0 + ((to - x0) * slope) - tile.MinY;
        return (to - from) * MeanClamped(start, end, tile.Height);
    }

    /// <summary>Mean of a straight line from one value to another, clamped to 0..limit.</summary>
    private static double MeanClamped(double start, double end, double limit)
    {
        (double low, double high) = start <= end ? (start, end) : (end, start);
        if (high <= 0)
        {
            return 0;
        }

        if (low >= limit)
        {
            return limit;
        }

        if (high - low < 1e-12 * limit)
        {
            return Math.Clamp((low + high) / 2, 0, limit);
        }

        double inside = Math.Min(high, limit) - Math.Max(low, 0);
        double middle = (Math.Min(high, limit) + Math.Max(low, 0)) / 2;
        return ((inside * middle) + (Math.Max(0, high - limit) * limit)) / (high - low);
    }
}
