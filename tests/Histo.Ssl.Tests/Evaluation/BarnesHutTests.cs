using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

public class BarnesHutTests
{
    private static readonly ParallelOptions Any = new();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(97, 30)]
    [InlineData(200, 199)]
    public void Neighbours_EqualASortOfAllDistances(int offset, int k)
    {
        FeatureMatrix features = Gaussian(200, 7);
        for (int i = 0; i < features.Values.Length; i++)
        {
            features.Values[i] += offset * 1e3;
        }

        features.Row(150).CopyTo(features.Row(20));
        NearestRows found = EuclideanNeighbours.Find(features, k, Any);
        for (int row = 0; row < 200; row++)
        {
            int[] indices = found.Indices[(row * k)..((row + 1) * k)];
            double[] distances = found.SquaredDistances[(row * k)..((row + 1) * k)];
            indices.Should().OnlyHaveUniqueItems().And.NotContain(row);
            distances.Should().Equal(indices.Select(other => Squared(features, row, other)), (a, b) => Math.Abs(a - b) <= 1e-12 * b);
            double[] naive = [.. Enumerable.Range(0, 200).Where(other => other != row).Select(other => Squared(features, row, other)).Order().Take(k)];
            distances.Order().Should().Equal(naive, (a, b) => Math.Abs(a - b) <= 1e-12 * b);
        }

        found.Indices[20 * k].Should().Be(150, "its twin is nearest");
    }

    [Fact]
    public void Joint_EqualsANaiveSymmetricMatrix()
    {
        const int k = 12;
        NearestRows nearest = EuclideanNeighbours.Find(Gaussian(80, 5), k, Any);
        var conditional = new double[80, 80];
        for (int row = 0; row < 80; row++)
        {
            double[] own = nearest.SquaredDistances[(row * k)..((row + 1) * k)];
            PerplexitySearch.Calibrate(own, 4);
            Math.Exp(-own.Where(p => p > 0).Sum(p => p * Math.Log(p))).Should().BeApproximately(4, 1e-9);
            for (int i = 0; i < k; i++)
            {
                conditional[row, nearest.Indices[(row * k) + i]] = own[i];
            }
        }

        SparseAffinities joint = SparseAffinities.Joint(nearest, 4, Any);
        double[,] dense = Dense(joint);
        for (int i = 0; i < 80; i++)
        {
            joint.Columns[joint.Starts[i]..joint.Starts[i + 1]].Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
            for (int j = 0; j < 80; j++)
            {
                dense[i, j].Should().Be((conditional[i, j] + conditional[j, i]) * (0.5 / 80));
            }
        }

        joint.Values.Sum().Should().BeApproximately(1, 1e-12);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(300, 1)]
    [InlineData(300, 12)]
    public void Gradient_ThetaZero_EqualsANaiveLoopOverTheSameAffinities(int rows, double exaggeration)
    {
        SparseAffinities joint = Affinities(rows);
        FeatureMatrix map = Map(rows);
        double[,] p = Dense(joint);
        (double[] x, double[] y, double[] gx, double[] gy) = Buffers(map);
        var forces = new BarnesHutForces(joint, 0, Any);
        forces.Gradient(x, y, exaggeration, gx, gy);
        double Weight(int i, int j) => 1 / (1 + Squared(map, i, j));
        double total = Enumerable.Range(0, rows).Sum(i => Enumerable.Range(0, rows).Where(j => j != i).Sum(j => Weight(i, j))), divergence = 0;
        for (int i = 0; i < rows; i++)
        {
            double expectedX = 0, expectedY = 0;
            for (int j = 0; j < rows; j++)
            {
                double force = 4 * ((exaggeration * p[i, j]) - (i == j ? 0 : Weight(i, j) / total)) * Weight(i, j);
                expectedX += force * (x[i] - x[j]);
                expectedY += force * (y[i] - y[j]);
                divergence += p[i, j] > 0 ? p[i, j] * Math.Log(p[i, j] * total / Weight(i, j)) : 0;
            }

            gx[i].Should().BeApproximately(expectedX, 1e-10);
            gy[i].Should().BeApproximately(expectedY, 1e-10);
        }

        forces.Divergence(x, y).Should().BeApproximately(divergence, 1e-10);
    }

    [Theory]
    [InlineData(0.2, 0.005)]
    [InlineData(0.5, 0.03)]
    [InlineData(1.0, 0.15)]
    public void Gradient_AnyTheta_StaysNearTheExactOne(double theta, double tolerance)
    {
        const int rows = 2000;
        SparseAffinities joint = Affinities(rows);
        (double[] x, double[] y, double[] gx, double[] gy) = Buffers(Map(rows));
        (_, _, double[] ex, double[] ey) = Buffers(Map(rows));
        var exact = new BarnesHutForces(joint, 0, Any);
        var tree = new BarnesHutForces(joint, theta, Any);
        exact.Gradient(x, y, 1, ex, ey);
        tree.Gradient(x, y, 1, gx, gy);
        double error = Math.Sqrt(gx.Zip(ex).Concat(gy.Zip(ey)).Sum(pair => Math.Pow(pair.First - pair.Second, 2))), norm = Math.Sqrt(ex.Concat(ey).Sum(value => value * value));
        error.Should().BeInRange(1e-9 * norm, tolerance * norm);
        double divergence = exact.Divergence(x, y);
        tree.Divergence(x, y).Should().BeApproximately(divergence, 0.01 * divergence);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Gradient_CoincidentAndNearlyCoincidentPoints_EqualsANaiveLoop(double theta)
    {
        const int rows = 90;
        SparseAffinities joint = Affinities(rows);
        var map = new FeatureMatrix(rows, 2);
        for (int row = 0; row < rows; row++)
        {
            // Three heaps of thirty; within the last the points differ in the last bit.
            (map.Row(row)[0], map.Row(row)[1]) = (row / 30, row < 60 || row % 2 == 0 ? 0.1 : Math.BitIncrement(0.1));
        }

        (double[] x, double[] y, double[] gx, double[] gy) = Buffers(map);
        new BarnesHutForces(joint, theta, Any).Gradient(x, y, 1, gx, gy);
        double[] ex = new double[rows], ey = new double[rows];
        new ExactForces([.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, rows).Select(j => Dense(joint)[i, j]).ToArray())]).Gradient(x, y, 1, ex, ey);
        gx.Should().Equal(ex, (a, b) => Math.Abs(a - b) <= 1e-14);
        gy.Should().Equal(ey, (a, b) => Math.Abs(a - b) <= 1e-14);
    }

    [Fact]
    public void Fit_TwoBlobsOfManyRows_ComeApart()
    {
        const int rows = 6000;
        FeatureMatrix features = Gaussian(rows, 8);
        for (int row = 0; row < rows; row++)
        {
            features.Row(row)[row % 2] += 20;
        }

        TsneResult result = Tsne.Fit(features, new TsneOptions { Iterations = 250, ExaggerationIterations = 120 });
        result.Method.Should().Be(TsneMethod.BarnesHut, "that is what so many rows take");
        int[] blobs = [.. Enumerable.Range(0, rows).Select(row => row % 2)];
        new ClusterAgreement(KMeans.Fit(result.Embedding, 2).Labels, blobs).AdjustedRand.Should().Be(1);
    }

    [Fact]
    public void Fit_ThetaZeroAndAllNeighbours_IsTheExactMap()
    {
        FeatureMatrix features = Gaussian(60, 4);
        var options = new TsneOptions { Perplexity = 20, Iterations = 20, ExaggerationIterations = 10, Theta = 0, Method = TsneMethod.BarnesHut };
        TsneResult tree = Tsne.Fit(features, options), exact = Tsne.Fit(features, options with { Method = TsneMethod.Exact });
        (tree.Method, exact.Method).Should().Be((TsneMethod.BarnesHut, TsneMethod.Exact));
        tree.Divergence.Should().BeApproximately(exact.Divergence, 1e-9);
        tree.Embedding.Values.Should().Equal(exact.Embedding.Values, (a, b) => Math.Abs(a - b) <= 1e-8 * exact.Embedding.Values.Max());
    }

    [Fact]
    public void Gradient_OneThreadOrMany_IsTheSameBitForBit()
    {
        FeatureMatrix features = Gaussian(1500, 6), map = Map(1500);
        byte[] Digest(int threads)
        {
            BarnesHutForces forces = Tsne.TreeForces(features, new TsneOptions(), new ParallelOptions { MaxDegreeOfParallelism = threads });
            (double[] x, double[] y, double[] gx, double[] gy) = Buffers(map);
            forces.Gradient(x, y, 12, gx, gy);
            return System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>([.. gx, .. gy, forces.Divergence(x, y)]).ToArray();
        }

        Digest(8).Should().Equal(Digest(1));
    }

    [Fact]
    public void Fit_IdenticalRowsOrTooMany_StayFiniteOrAreRefused()
    {
        var options = new TsneOptions { Method = TsneMethod.BarnesHut, Perplexity = 5, Iterations = 60, MaxRows = 20 };
        Tsne.Fit(new FeatureMatrix(64, 3), options).Embedding.Values.Should().OnlyContain(value => double.IsFinite(value), "the limit of the exact method is not asked");
        Code(() => Tsne.Fit(new FeatureMatrix(1_000_001, 1), options)).Should().Be(ErrorCodes.TooManyRows);
        Code(() => Tsne.Fit(new FeatureMatrix(60_000, 1), options with { Perplexity = 9000 })).Should().Be(ErrorCodes.TooManyRows);
        Code(() => Tsne.Fit(new FeatureMatrix(64, 3), options with { Theta = 1.1 })).Should().Be(ErrorCodes.InvalidOption);

        static string Code(Action action) => action.Should().Throw<HistoException>().Which.Code;
    }

    private static SparseAffinities Affinities(int rows)
    {
        int k = Math.Min(30, rows - 1);
        return SparseAffinities.Joint(EuclideanNeighbours.Find(Gaussian(rows, 5), k, Any), k / 3.0 + 0.5, Any);
    }

    /// <summary>Points of very different density.</summary>
    private static FeatureMatrix Map(int rows)
    {
        FeatureMatrix map = Gaussian(rows, 2, sample: 11);
        for (int row = 0; row < rows; row++)
        {
            double scale = row % 3 == 0 ? 0.01 : 10;
            (map.Row(row)[0], map.Row(row)[1]) = (scale * map.Row(row)[0], scale * map.Row(row)[1]);
        }

        return map;
    }

    private static (double[] X, double[] Y, double[] GradientX, double[] GradientY) Buffers(FeatureMatrix map) => (
        [.. Enumerable.Range(0, map.Rows).Select(row => map.Row(row)[0])], [.. Enumerable.Range(0, map.Rows).Select(row => map.Row(row)[1])], new double[map.Rows], new double[map.Rows]);

    private static double[,] Dense(SparseAffinities joint)
    {
        var dense = new double[joint.Rows, joint.Rows];
        for (int row = 0; row < joint.Rows; row++)
        {
            for (int i = joint.Starts[row]; i < joint.Starts[row + 1]; i++)
            {
                dense[row, joint.Columns[i]] = joint.Values[i];
            }
        }

        return dense;
    }

    private static double Squared(FeatureMatrix features, int a, int b)
    {
        double sum = 0;
        for (int d = 0; d < features.Columns; d++)
        {
            double difference = features.Row(a)[d] - features.Row(b)[d];
            sum += difference * difference;
        }

        return sum;
    }

    private static FeatureMatrix Gaussian(int rows, int columns, int sample = 7)
    {
        var random = new CounterRandom(3, 0, sample, RandomSlot.Custom);
        var matrix = new FeatureMatrix(rows, columns);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = random.NextGaussian();
        }

        return matrix;
    }
}
