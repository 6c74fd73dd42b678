using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Independent oracle of the contrastive losses: loops over anchors and rows in doubles.</summary>
internal static class NaiveContrast
{
    public delegate bool Relation(int anchor, int row);

    /// <summary>The supervised contrastive loss over rows, the first of which are anchors.</summary>
    /// <param name="rows">Raw rows (R, D).</param>
    /// <param name="anchors">Number of rows that are anchors.</param>
    /// <param name="isPositive">Whether a row is a positive of an anchor; never asked for the anchor itself.</param>
    /// <param name="isExcluded">Whether a row must not be a negative of an anchor.</param>
    /// <param name="temperature">T.</param>
    /// <param name="baseTemperature">T0.</param>
    /// <param name="negativesOnly">Whether positives are left out of the denominator.</param>
    public static double SupCon(Tensor rows, int anchors, Relation isPositive, Relation isExcluded, double temperature, double baseTemperature, bool negativesOnly = false)
    {
        double[][] u = Units(rows);
        double total = 0;
        for (int a = 0; a < anchors; a++)
        {
            double denominator = 0, similarity = 0;
            int positives = 0;
            for (int c = 0; c < u.Length; c++)
            {
                if (c == a)
                {
                    continue;
                }

                bool positive = isPositive(a, c);
                double cosine = Dot(u[a], u[c]);
                (positives, similarity) = positive ? (positives + 1, similarity + cosine) : (positives, similarity);
                bool counts = positive ? !negativesOnly : !isExcluded(a, c);
                denominator += counts ? Math.Exp(cosine / temperature) : 0;
            }

            if (positives > 0 && denominator > 0)
            {
                total += Math.Log(denominator) - (similarity / positives / temperature);
            }
        }

        return total / anchors * temperature / baseTemperature;
    }

    /// <summary>Mean cross entropy of finding key i for query i among the keys that are not excluded.</summary>
    public static double CrossEntropy(Tensor queries, Tensor keys, Relation isExcluded, double temperature)
    {
        double[][] q = Units(queries), k = Units(keys);
        double total = 0;
        for (int i = 0; i < q.Length; i++)
        {
            double denominator = 0;
            for (int j = 0; j < k.Length; j++)
            {
                denominator += i != j && isExcluded(i, j) ? 0 : Math.Exp(Dot(q[i], k[j]) / temperature);
            }

            total += Math.Log(denominator) - (Dot(q[i], k[i]) / temperature);
        }

        return total / q.Length;
    }

    public static double Dot(double[] first, double[] second) => first.Zip(second, (x, y) => x * y).Sum();

    public static double[][] Units(Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] values = rows.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
        int width = (int)rows.size(1);
        return [.. values.Chunk(width).Select(row =>
        {
            double length = Math.Sqrt(row.Sum(value => value * value));
            return Array.ConvertAll(row, value => value / length);
        })];
    }
}
