using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>t-SNE: affinities against an independent bisection and against scikit-learn; divergence and gradient at given points; the divergence that a run reaches.</summary>
public class EvalTsneGolden : IGoldenCheck
{
    public string Stem => "eval_tsne";

    public void Check(GoldenCase golden)
    {
        FeatureMatrix features = golden.Matrix("X");
        double perplexity = golden.Number("perplexity");
        golden.ShouldMatch("squared_distances", [.. Enumerable.Range(0, features.Rows).SelectMany(row => TsneAffinities.SquaredDistances(features, row))]);
        double[] betas = new double[features.Rows];
        golden.ShouldMatch("conditional_exact", [.. TsneAffinities.Conditional(features, perplexity, betas, default).SelectMany(row => row)]);
        golden.ShouldMatch("beta_exact", betas);
        double[][] joint = TsneAffinities.Joint(features, perplexity, default);
        golden.ShouldMatch("P_exact", [.. joint.SelectMany(row => row)]);
        golden.ShouldMatch("P_sklearn", [.. joint.SelectMany(row => row)]);
        NearestRows all = EuclideanNeighbours.Find(features, features.Rows - 1, new ParallelOptions());
        golden.ShouldMatch("P_exact", Dense(SparseAffinities.Joint(all, perplexity, new ParallelOptions())));
        var forces = new ExactForces(joint);
        (double[] x, double[] y) = Columns(golden.Matrix("Y"));
        double[] gx = new double[features.Rows], gy = new double[features.Rows];
        forces.Gradient(x, y, 1, gx, gy);
        golden.ShouldMatch("kl_at_Y", forces.Divergence(x, y));
        golden.ShouldMatch("grad_at_Y", [.. gx.Zip(gy).SelectMany(pair => new[] { pair.First, pair.Second })]);
        var tree = new BarnesHutForces(SparseAffinities.Joint(all, perplexity, new ParallelOptions()), 0, new ParallelOptions());
        tree.Gradient(x, y, 1, gx, gy);
        golden.ShouldMatch("kl_at_Y", tree.Divergence(x, y));
        golden.ShouldMatch("grad_at_Y", [.. gx.Zip(gy).SelectMany(pair => new[] { pair.First, pair.Second })]);
        if (!golden.Has("init"))
        {
            golden.Keys.Should().HaveCount(10, "every key is checked");
            golden.Ints("labels").Should().HaveCount(features.Rows);
            return;
        }

        golden.Keys.Should().HaveCount(13, "every key is checked");
        var options = new TsneOptions { Perplexity = perplexity, EarlyExaggeration = golden.Number("early_exaggeration"), Iterations = golden.Integer("n_iter") };
        TsneResult result = Tsne.Fit(features, options, golden.Matrix("init"));
        double final = golden.Scalar("final_kl");
        result.Divergence.Should().BeInRange(0.85 * final, 1.25 * final);
        (double[] fx, double[] fy) = Columns(golden.Matrix("final_embedding"));
        forces.Divergence(fx, fy).Should().BeApproximately(final, 1e-4 * final, "the reference's figure is that before its last move");
        int[] labels = golden.Ints("labels");
        Purity(result.Embedding, labels).Should().BeGreaterThanOrEqualTo(Purity(golden.Matrix("final_embedding"), labels) - 0.1);
    }

    private static double[] Dense(SparseAffinities joint)
    {
        double[] dense = new double[joint.Rows * joint.Rows];
        for (int row = 0; row < joint.Rows; row++)
        {
            for (int i = joint.Starts[row]; i < joint.Starts[row + 1]; i++)
            {
                dense[(row * joint.Rows) + joint.Columns[i]] = joint.Values[i];
            }
        }

        return dense;
    }

    private static (double[] X, double[] Y) Columns(FeatureMatrix points) =>
        ([.. Enumerable.Range(0, points.Rows).Select(row => points.Row(row)[0])], [.. Enumerable.Range(0, points.Rows).Select(row => points.Row(row)[1])]);

    // Share of points whose nearest other point has their label.
    private static double Purity(FeatureMatrix points, int[] labels) => Enumerable.Range(0, points.Rows).Average(row =>
    {
        int nearest = Enumerable.Range(0, points.Rows).Where(other => other != row).MinBy(other => DenseVector.SquaredDistance(points.Row(row), points.Row(other)));
        return labels[nearest] == labels[row] ? 1.0 : 0;
    });
}
