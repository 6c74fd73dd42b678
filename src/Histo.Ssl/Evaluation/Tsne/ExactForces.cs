using System.Numerics;
using System.Runtime.InteropServices;

namespace Histo.Ssl.Evaluation;

/// <summary>Forces of a t-SNE between all pairs of points: attraction and repulsion / Z in one pass.</summary>
internal sealed class ExactForces(double[][] affinities) : ITsneForces
{
    private readonly double[] _weights = new double[affinities.Length];
    private readonly (double X, double Y)[] _attraction = new (double, double)[affinities.Length], _repulsion = new (double, double)[affinities.Length];

    public TsneMethod Method => TsneMethod.Exact;

    private int Rows => affinities.Length;

    public void Gradient(double[] x, double[] y, double exaggeration, double[] gradientX, double[] gradientY)
    {
        Parallel.For(0, Rows, i => Pull(i, x, y));
        double total = Sum(_weights);
        for (int i = 0; i < Rows; i++)
        {
            gradientX[i] = 4 * ((exaggeration * _attraction[i].X) - (_repulsion[i].X / total));
            gradientY[i] = 4 * ((exaggeration * _attraction[i].Y) - (_repulsion[i].Y / total));
        }
    }

    public double Divergence(double[] x, double[] y)
    {
        var costs = new (double Cost, double Mass)[Rows];
        Parallel.For(0, Rows, i =>
        {
            double[] p = affinities[i];
            double cost = 0, mass = 0, weights = 0;
            for (int j = 0; j < p.Length; j++)
            {
                double dx = x[i] - x[j], dy = y[i] - y[j], inverse = 1 + (dx * dx) + (dy * dy);
                weights += j == i ? 0 : 1 / inverse;
                if (p[j] > 0)
                {
                    cost += p[j] * Math.Log(p[j] * inverse);
                    mass += p[j];
                }
            }

            (costs[i], _weights[i]) = ((cost, mass), weights);
        });
        double logarithm = Math.Log(Sum(_weights)), divergence = 0;
        foreach ((double cost, double mass) in costs)
        {
            divergence += cost + (mass * logarithm);
        }

        return divergence;
    }

    private void Pull(int i, double[] x, double[] y)
    {
        ReadOnlySpan<double> p = affinities[i];
        ReadOnlySpan<Vector<double>> vp = MemoryMarshal.Cast<double, Vector<double>>(p), vx = MemoryMarshal.Cast<double, Vector<double>>(x), vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> xi = new(x[i]), yi = new(y[i]), ax = Vector<double>.Zero, ay = ax, rx = ax, ry = ax, sum = ax;
        for (int k = 0; k < vp.Length; k++)
        {
            Vector<double> dx = xi - vx[k], dy = yi - vy[k], w = Vector<double>.One / (Vector<double>.One + (dx * dx) + (dy * dy)), a = vp[k] * w, r = w * w;
            (sum, ax, ay, rx, ry) = (sum + w, ax + (a * dx), ay + (a * dy), rx + (r * dx), ry + (r * dy));
        }

        double total = Vector.Sum(sum);
        (double X, double Y) attraction = (Vector.Sum(ax), Vector.Sum(ay)), repulsion = (Vector.Sum(rx), Vector.Sum(ry));
        for (int j = vp.Length * Vector<double>.Count; j < p.Length; j++)
        {
            double dx = x[i] - x[j], dy = y[i] - y[j], w = 1 / (1 + (dx * dx) + (dy * dy)), a = p[j] * w, r = w * w;
            total += w;
            attraction = (attraction.X + (a * dx), attraction.Y + (a * dy));
            repulsion = (repulsion.X + (r * dx), repulsion.Y + (r * dy));
        }

        // The point's own weight is 1 and pulls nowhere.
        (_weights[i], _attraction[i], _repulsion[i]) = (total - 1, attraction, repulsion);
    }

    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
