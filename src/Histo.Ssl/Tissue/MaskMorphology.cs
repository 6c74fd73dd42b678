namespace Histo.Ssl.Tissue;

/// <summary>The steps that turn a raw threshold into a mask. What lies outside the picture has no say in any of them.</summary>
internal static class MaskMorphology
{
    /// <summary>Median filter over a square of 2 radius + 1 pixels; on ties the pixel stays as it is.</summary>
    /// <remarks>A median and a threshold may be swapped, so this equals filtering the picture before the threshold.</remarks>
    public static bool[] Median(bool[] pixels, int width, int height, int radius) =>
        Windowed(pixels, width, height, radius, (count, size, before) => 2 * count == size ? before : 2 * count > size);

    /// <summary>Dilation, then erosion, by a square of 2 radius + 1 pixels: closes gaps up to 2 radius wide.</summary>
    /// <remarks>Done on a picture with a margin of <paramref name="radius"/>, so that tissue neither grows to the edge nor shrinks from it.</remarks>
    public static bool[] Close(bool[] pixels, int width, int height, int radius)
    {
        int wide = width + (2 * radius), high = height + (2 * radius);
        var padded = new bool[wide * high];
        for (int y = 0; y < height; y++)
        {
            pixels.AsSpan(y * width, width).CopyTo(padded.AsSpan(((y + radius) * wide) + radius));
        }

        bool[] dilated = Windowed(padded, wide, high, radius, (count, _, _) => count > 0);
        bool[] eroded = Windowed(dilated, wide, high, radius, (count, size, _) => count == size);
        var closed = new bool[pixels.Length];
        for (int y = 0; y < height; y++)
        {
            eroded.AsSpan(((y + radius) * wide) + radius, width).CopyTo(closed.AsSpan(y * width));
        }

        return closed;
    }

    /// <summary>Fills holes of up to a number of pixels. A hole is surrounded by tissue: it does not touch the edge of the picture.</summary>
    public static void FillHoles(bool[] pixels, int width, int height, double largest)
    {
        var background = new bool[pixels.Length];
        for (int at = 0; at < pixels.Length; at++)
        {
            background[at] = !pixels[at];
        }

        ConnectedComponents holes = ConnectedComponents.Find(background, width, height, diagonal: true);
        for (int at = 0; at < pixels.Length; at++)
        {
            int label = holes.Labels[at];
            pixels[at] |= label > 0 && !holes.TouchesEdge(label) && holes.Area(label) <= largest;
        }
    }

    /// <summary>Drops pieces of fewer than a number of pixels.</summary>
    public static void DropSmall(bool[] pixels, int width, int height, double smallest)
    {
        ConnectedComponents pieces = ConnectedComponents.Find(pixels, width, height, diagonal: false);
        for (int at = 0; at < pixels.Length; at++)
        {
            pixels[at] &= pieces.Area(pieces.Labels[at]) >= smallest;
        }
    }

    private static bool[] Windowed(bool[] pixels, int width, int height, int radius, Func<int, int, bool, bool> decide)
    {
        var sums = new SummedArea(pixels, width, height);
        var result = new bool[pixels.Length];
        for (int y = 0; y < height; y++)
        {
            int top = Math.Max(0, y - radius), bottom = Math.Min(height, y + radius + 1);
            for (int x = 0; x < width; x++)
            {
                int left = Math.Max(0, x - radius), right = Math.Min(width, x + radius + 1), at = (y * width) + x;
                result[at] = decide(sums.Count(left, top, right, bottom), (right - left) * (bottom - top), pixels[at]);
            }
        }

        return result;
    }
}
