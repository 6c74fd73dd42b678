using System.Numerics;
using System.Runtime.InteropServices;

namespace Histo.Ssl.Views;

/// <summary>Gaussian blur of one view: along the rows into the spare plane, along the columns back.</summary>
internal sealed class PlaneBlur
{
    private float[] _row = [];

    public void Apply(ViewPlanes planes, float sigma, int taps)
    {
        Span<float> weights = stackalloc float[BlurKernel.Radius(sigma, taps) + 1];
        BlurKernel.Fill(weights, sigma);
        int radius = weights.Length - 1, length = planes.Stride + (2 * radius);
        if (_row.Length < length)
        {
            _row = new float[length];
        }

        for (int plane = 0; plane < 3; plane++)
        {
            for (int y = 0; y < planes.Size; y++)
            {
                AlongX(planes.Plane(plane).Slice(y * planes.Stride, planes.Size), planes.Spare.Slice(y * planes.Stride, planes.Stride), weights);
            }

            for (int y = 0; y < planes.Size; y++)
            {
                AlongY(planes, y, planes.Plane(plane).Slice(y * planes.Stride, planes.Stride), weights);
            }
        }
    }

    private void AlongX(ReadOnlySpan<float> from, Span<float> to, ReadOnlySpan<float> weights)
    {
        int radius = weights.Length - 1;
        Span<float> row = _row.AsSpan(0, to.Length + (2 * radius));
        from.CopyTo(row[radius..]);
        for (int k = 1; k <= radius; k++)
        {
            row[radius - k] = from[BlurKernel.Mirror(-k, from.Length)];
            row[radius + from.Length - 1 + k] = from[BlurKernel.Mirror(from.Length - 1 + k, from.Length)];
        }

        ref float centre = ref row[radius];
        for (int x = 0; x < to.Length; x += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref centre, (nuint)x) * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref row[radius - k], (nuint)x) + Vector.LoadUnsafe(ref row[radius + k], (nuint)x), new Vector<float>(weights[k]), sum);
            }

            sum.CopyTo(to[x..]);
        }
    }

    private static void AlongY(ViewPlanes planes, int y, Span<float> to, ReadOnlySpan<float> weights)
    {
        Span<int> above = stackalloc int[weights.Length], below = stackalloc int[weights.Length];
        for (int k = 0; k < weights.Length; k++)
        {
            above[k] = BlurKernel.Mirror(y - k, planes.Size) * planes.Stride;
            below[k] = BlurKernel.Mirror(y + k, planes.Size) * planes.Stride;
        }

        ref float from = ref MemoryMarshal.GetReference(planes.Spare);
        for (int x = 0; x < to.Length; x += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref from, (nuint)(above[0] + x)) * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref from, (nuint)(above[k] + x)) + Vector.LoadUnsafe(ref from, (nuint)(below[k] + x)), new Vector<float>(weights[k]), sum);
            }

            sum.CopyTo(to[x..]);
        }
    }
}
