using System.Numerics;
using System.Runtime.InteropServices;

namespace Histo.Ssl.Evaluation;

/// <summary>Vectorised arithmetic on spans of doubles. Sums run in a fixed order, so that results never depend on threads.</summary>
internal static class DenseVector
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> va = Vectors(a), vb = Vectors(b[..a.Length]);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < va.Length; i++)
        {
            sum = Vector.FusedMultiplyAdd(va[i], vb[i], sum);
        }

        return Vector.Sum(sum) + Tail(a, b, va.Length * Vector<double>.Count);
    }

    /// <summary>The products of one row with four others: each is what <see cref="Dot"/> gives, at a third of the loads.</summary>
    public static void Dot4(ReadOnlySpan<double> row, ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, Span<double> results)
    {
        ReadOnlySpan<Vector<double>> vr = Vectors(row), va = Vectors(a[..row.Length]), vb = Vectors(b[..row.Length]), vc = Vectors(c[..row.Length]), vd = Vectors(d[..row.Length]);
        Vector<double> sa = Vector<double>.Zero, sb = sa, sc = sa, sd = sa;
        for (int i = 0; i < vr.Length; i++)
        {
            Vector<double> x = vr[i];
            sa = Vector.FusedMultiplyAdd(x, va[i], sa);
            sb = Vector.FusedMultiplyAdd(x, vb[i], sb);
            sc = Vector.FusedMultiplyAdd(x, vc[i], sc);
            sd = Vector.FusedMultiplyAdd(x, vd[i], sd);
        }

        int done = vr.Length * Vector<double>.Count;
        results[0] = Vector.Sum(sa) + Tail(row, a, done);
        results[1] = Vector.Sum(sb) + Tail(row, b, done);
        results[2] = Vector.Sum(sc) + Tail(row, c, done);
        results[3] = Vector.Sum(sd) + Tail(row, d, done);
    }

    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> va = Vectors(a), vb = Vectors(b[..a.Length]);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < va.Length; i++)
        {
            Vector<double> difference = va[i] - vb[i];
            sum = Vector.FusedMultiplyAdd(difference, difference, sum);
        }

        double result = Vector.Sum(sum);
        for (int i = va.Length * Vector<double>.Count; i < a.Length; i++)
        {
            double difference = a[i] - b[i];
            result += difference * difference;
        }

        return result;
    }

    /// <summary>target += factor * source.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        Span<Vector<double>> vt = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> vs = Vectors(source[..target.Length]);
        var f = new Vector<double>(factor);
        for (int i = 0; i < vt.Length; i++)
        {
            vt[i] = Vector.FusedMultiplyAdd(f, vs[i], vt[i]);
        }

        for (int i = vt.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));

    private static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);

    private static double Tail(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int first)
    {
        double sum = 0;
        for (int i = first; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
