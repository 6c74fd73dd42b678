namespace Histo.Ssl.Evaluation;

/// <summary>Forces of a t-SNE by a tree: rows attract along the entries of a sparse matrix, and repel as bodies where they are far.</summary>
/// <remarks>Z is the tree's, in gradient and divergence alike. Source: L. van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms", JMLR 15, 2014.</remarks>
internal sealed class BarnesHutForces(SparseAffinities affinities, double theta, ParallelOptions parallel) : ITsneForces
{
    private const int Block = 128;
    private readonly QuadTree _tree = new(affinities.Rows);
    private readonly (double X, double Y, double Weight)[] _repulsion = new (double, double, double)[affinities.Rows];
    private readonly (double X, double Y)[] _attraction = new (double, double)[affinities.Rows];

    public TsneMethod Method => TsneMethod.BarnesHut;

    public void Gradient(double[] x, double[] y, double exaggeration, double[] gradientX, double[] gradientY)
    {
        double total = Repel(x, y);
        ForBlocks(i => _attraction[i] = Attraction(i, x, y));
        for (int i = 0; i < affinities.Rows; i++)
        {
            gradientX[i] = 4 * ((exaggeration * _attraction[i].X) - (_repulsion[i].X / total));
            gradientY[i] = 4 * ((exaggeration * _attraction[i].Y) - (_repulsion[i].Y / total));
        }
    }

    public double Divergence(double[] x, double[] y)
    {
        double logarithm = Math.Log(Repel(x, y)), divergence = 0;
        var costs = new double[affinities.Rows];
        ForBlocks(i => costs[i] = Cost(i, x, y, logarithm));
        foreach (double cost in costs)
        {
            divergence += cost;
        }

        return divergence;
    }

    // Returns Z.
    private double Repel(double[] x, double[] y)
    {
        _tree.Build(x, y);
        ForBlocks(place => _repulsion[_tree.Order[place]] = _tree.Repulsion(place, theta));
        double total = 0;
        foreach ((_, _, double weight) in _repulsion)
        {
            total += weight;
        }

        return total;
    }

    private (double X, double Y) Attraction(int i, double[] x, double[] y)
    {
        double xi = x[i], yi = y[i], sumX = 0, sumY = 0;
        for (int k = affinities.Starts[i]; k < affinities.Starts[i + 1]; k++)
        {
            int j = affinities.Columns[k];
            double dx = xi - x[j], dy = yi - y[j], a = affinities.Values[k] / (1 + (dx * dx) + (dy * dy));
            sumX += a * dx;
            sumY += a * dy;
        }

        return (sumX, sumY);
    }

    private double Cost(int i, double[] x, double[] y, double logarithm)
    {
        double cost = 0;
        for (int k = affinities.Starts[i]; k < affinities.Starts[i + 1]; k++)
        {
            double p = affinities.Values[k], dx = x[i] - x[affinities.Columns[k]], dy = y[i] - y[affinities.Columns[k]];
            cost += p > 0 ? p * (Math.Log(p * (1 + (dx * dx) + (dy * dy))) + logarithm) : 0;
        }

        return cost;
    }

    private void ForBlocks(Action<int> body) => Parallel.For(0, (affinities.Rows + Block - 1) / Block, parallel, block =>
    {
        int end = Math.Min((block + 1) * Block, affinities.Rows);
        for (int i = block * Block; i < end; i++)
        {
            body(i);
        }
    });
}
