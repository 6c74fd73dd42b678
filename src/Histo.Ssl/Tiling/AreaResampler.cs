using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Histo.Ssl.Tiling;

/// <summary>Makes a tile from finer pixels: each tile pixel is the mean, over its own square, of the source interpolated linearly between pixel centres.</summary>
/// <remarks>
/// Places and scale may be fractional. Weights are the closed-form integrals, sum to one and have their centre of mass where it belongs: constants stay constant and
/// linear ramps stay linear, to rounding. Pixels beyond the edge repeat the edge. No allocation once the array pools are warm.
/// </remarks>
internal static class AreaResampler
{
    /// <param name="source">8-bit RGB, width x height.</param>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <param name="left">Left edge of the tile in source pixels.</param>
    /// <param name="top">Top edge of the tile in source pixels.</param>
    /// <param name="scale">Source pixels per tile pixel, 1 or more.</param>
    /// <param name="tile">Receives size x size x 3 bytes.</param>
    /// <param name="size">Width and height of the tile.</param>
    public static void Resample(ReadOnlySpan<byte> source, int width, int height, double left, double top, double scale, Span<byte> tile, int size)
    {
        // Behind the row: room for taps of weight zero beyond its end, and for the fourth float of the last pixel.
        int taps = (int)Math.Ceiling(scale) + 2, stride = width * 3, padded = stride + (3 * taps) + 4;
        float[] weights = ArrayPool<float>.Shared.Rent(2 * size * taps);
        int[] firsts = ArrayPool<int>.Shared.Rent(2 * size);
        float[] row = ArrayPool<float>.Shared.Rent(padded);
        try
        {
            Span<float> across = weights.AsSpan(0, size * taps), down = weights.AsSpan(size * taps, size * taps);
            Span<int> columns = firsts.AsSpan(0, size), rows = firsts.AsSpan(size, size);
            Weigh(left, scale, width, taps, across, columns);
            Weigh(top, scale, height, taps, down, rows);
            Span<float> sums = row.AsSpan(0, padded);
            for (int y = 0; y < size; y++)
            {
                sums.Clear();
                for (int tap = 0; tap < taps; tap++)
                {
                    float weight = down[(y * taps) + tap];
                    if (weight != 0)
                    {
                        Accumulate(source.Slice((rows[y] + tap) * stride, stride), weight, sums);
                    }
                }

                Gather(sums, across, columns, taps, tile.Slice(y * size * 3, size * 3));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(weights);
            ArrayPool<int>.Shared.Return(firsts);
            ArrayPool<float>.Shared.Return(row);
        }
    }

    /// <summary>Weights of all output pixels along one side; taps beyond an edge are added to the edge pixel's.</summary>
    private static void Weigh(double start, double scale, int length, int taps, Span<float> weights, Span<int> firsts)
    {
        weights.Clear();
        for (int i = 0; i < firsts.Length; i++)
        {
            double from = start + (i * scale), to = from + scale;
            int first = (int)Math.Floor(from - 0.5), base0 = Math.Clamp(first, 0, Math.Max(0, length - taps));
            firsts[i] = base0;
            Span<float> own = weights.Slice(i * taps, taps);
            for (int tap = 0; tap < taps; tap++)
            {
                double centre = first + tap + 0.5, weight = (Ramp(to - centre) - Ramp(from - centre)) / scale;
                if (weight != 0)
                {
                    own[Math.Clamp(first + tap, 0, length - 1) - base0] += (float)weight;
                }
            }
        }
    }

    /// <summary>Integral of the unit triangle from minus infinity.</summary>
    private static double Ramp(double t) => t switch
    {
        <= -1 => 0,
        <= 0 => (t + 1) * (t + 1) / 2,
        <= 1 => 1 - ((1 - t) * (1 - t) / 2),
        _ => 1,
    };

    private static void Accumulate(ReadOnlySpan<byte> line, float weight, Span<float> sums)
    {
        int at = 0, step = Vector<byte>.Count, lane = Vector<float>.Count;
        ref float target = ref MemoryMarshal.GetReference(sums);
        var factor = new Vector<float>(weight);
        for (; at <= line.Length - step; at += step)
        {
            Vector.Widen(new Vector<byte>(line.Slice(at, step)), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            Add(ref Unsafe.Add(ref target, at), a, factor);
            Add(ref Unsafe.Add(ref target, at + lane), b, factor);
            Add(ref Unsafe.Add(ref target, at + (2 * lane)), c, factor);
            Add(ref Unsafe.Add(ref target, at + (3 * lane)), d, factor);
        }

        for (; at < line.Length; at++)
        {
            sums[at] += weight * line[at];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float target, Vector<uint> values, Vector<float> factor)
    {
        ref byte place = ref Unsafe.As<float, byte>(ref target);
        Vector<float> sum = Unsafe.ReadUnaligned<Vector<float>>(ref place) + (Vector.ConvertToSingle(Vector.AsVectorInt32(values)) * factor);
        Unsafe.WriteUnaligned(ref place, sum);
    }

    /// <summary>Four floats a pixel are loaded and four bytes stored; the fourth is overwritten by the next pixel.</summary>
    private static void Gather(Span<float> sums, ReadOnlySpan<float> weights, ReadOnlySpan<int> columns, int taps, Span<byte> line)
    {
        ref float first = ref MemoryMarshal.GetReference(sums);
        ref float weight = ref MemoryMarshal.GetReference(weights);
        ref byte target = ref MemoryMarshal.GetReference(line);
        int last = columns.Length - 1;
        for (int x = 0; x <= last; x++)
        {
            Vector128<float> sum = Vector128.Create(0.5f);
            ref float source = ref Unsafe.Add(ref first, columns[x] * 3);
            ref float own = ref Unsafe.Add(ref weight, x * taps);
            for (int tap = 0; tap < taps; tap++)
            {
                sum += Vector128.LoadUnsafe(ref source, (nuint)(tap * 3)) * Unsafe.Add(ref own, tap);
            }

            Vector128<int> rounded = Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(sum, Vector128<float>.Zero), Vector128.Create(255f)));
            uint pixel = Vector128.Shuffle(rounded.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).AsUInt32().ToScalar();
            ref byte place = ref Unsafe.Add(ref target, 3 * x);
            if (x < last)
            {
                Unsafe.WriteUnaligned(ref place, pixel);
            }
            else
            {
                place = (byte)pixel;
                Unsafe.Add(ref place, 1) = (byte)(pixel >> 8);
                Unsafe.Add(ref place, 2) = (byte)(pixel >> 16);
            }
        }
    }
}
