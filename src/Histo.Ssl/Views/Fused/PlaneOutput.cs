using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>The last steps of a view: solarise, normalise, transpose where its quarter turns ask for it, write.</summary>
internal static class PlaneOutput
{
    public static void Solarise(ViewPlanes planes, float threshold)
    {
        for (int plane = 0; plane < 3; plane++)
        {
            foreach (ref Vector<float> x in ViewPlanes.Vectors(planes.Plane(plane)))
            {
                x = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, new Vector<float>(threshold)), Vector<float>.One - x, x);
            }
        }
    }

    /// <summary>Writes a view.</summary>
    /// <param name="planes">The view; normalised in place.</param>
    /// <param name="transposed">Whether rows become columns.</param>
    /// <param name="output">Normalisation.</param>
    /// <param name="result">3 x size x size numbers.</param>
    public static void Write(ViewPlanes planes, bool transposed, ViewOutput output, Span<float> result)
    {
        int size = planes.Size;
        (Triple mean, Triple deviation) = (output.Mean, output.Deviation);
        Write(planes, 0, transposed, mean.First, deviation.First, result[..(size * size)]);
        Write(planes, 1, transposed, mean.Second, deviation.Second, result.Slice(size * size, size * size));
        Write(planes, 2, transposed, mean.Third, deviation.Third, result.Slice(2 * size * size, size * size));
    }

    private static void Write(ViewPlanes planes, int plane, bool transposed, float mean, float deviation, Span<float> result)
    {
        Span<float> numbers = planes.Plane(plane);
        foreach (ref Vector<float> x in ViewPlanes.Vectors(numbers))
        {
            x = (x - new Vector<float>(mean)) / new Vector<float>(deviation);
        }

        if (transposed)
        {
            Transpose(numbers, planes.Size, planes.Stride, result);
            return;
        }

        for (int y = 0; y < planes.Size; y++)
        {
            numbers.Slice(y * planes.Stride, planes.Size).CopyTo(result[(y * planes.Size)..]);
        }
    }

    // In squares that stay in the nearest cache.
    private static void Transpose(ReadOnlySpan<float> from, int size, int stride, Span<float> to)
    {
        const int Side = 16;
        for (int top = 0; top < size; top += Side)
        {
            int bottom = Math.Min(size, top + Side);
            for (int left = 0; left < size; left += Side)
            {
                int right = Math.Min(size, left + Side);
                for (int x = left; x < right; x++)
                {
                    Span<float> column = to.Slice((x * size) + top, bottom - top);
                    for (int y = 0; y < column.Length; y++)
                    {
                        column[y] = from[((top + y) * stride) + x];
                    }
                }
            }
        }
    }
}
