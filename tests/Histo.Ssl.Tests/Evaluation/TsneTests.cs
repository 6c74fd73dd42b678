using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

public class TsneTests
{
    private static readonly TsneOptions Quick = new() { Perplexity = 5, Iterations = 300, ExaggerationIterations = 100 };

    [Theory]
    [InlineData(3, 2.0)]
    [InlineData(40, 10)]
    [InlineData(40, 38.9)]
    [InlineData(200, 1.01)]
    public void Calibrate_HasThePerplexityAskedFor(int rows, double perplexity)
    {
        FeatureMatrix features = Clusters(rows + 1, 1, 6, spread: 1e3);
        double[] betas = new double[features.Rows];
        double[][] conditional = TsneAffinities.Conditional(features, perplexity > rows - 0.5 ? rows - 0.5 : perplexity, betas, default);
        for (int i = 0; i < features.Rows; i++)
        {
            conditional[i][i].Should().Be(0);
            conditional[i].Sum().Should().BeApproximately(1, 1e-12);
            double entropy = -conditional[i].Where(p => p > 0).Sum(p => p * Math.Log(p));
            Math.Exp(entropy).Should().BeApproximately(Math.Min(perplexity, rows - 0.5), 1e-9 * perplexity);
            betas[i].Should().BePositive();
        }
    }

    [Fact]
    public void Calibrate_ScaledFeatures_ScaleBetaAlone()
    {
        FeatureMatrix features = Clusters(30, 2, 4), large = new(30, 4, Array.ConvertAll(features.Values, value => value * 1e6));
        double[] betas = new double[30], small = new double[30];
        double[][] p = TsneAffinities.Conditional(features, 7, betas, default), q = TsneAffinities.Conditional(large, 7, small, default);
        for (int i = 0; i < 30; i++)
        {
            small[i].Should().BeApproximately(betas[i] * 1e-12, betas[i] * 1e-23);
            for (int j = 0; j < 30; j++)
            {
                q[i][j].Should().BeApproximately(p[i][j], 1e-11);
            }
        }
    }

    [Fact]
    public void Calibrate_MoreEquallyNearRowsThanThePerplexity_ShareEvenly()
    {
        double[] row = [4, 0, 4, 4, 4, 9];
        PerplexitySearch.Calibrate(row, 1, 3).Should().Be(double.PositiveInfinity);
        row.Should().Equal(0.25, 0, 0.25, 0.25, 0.25, 0);
    }

    [Fact]
    public void Joint_IsSymmetricAndSumsToOne()
    {
        double[][] joint = TsneAffinities.Joint(Clusters(50, 3, 5), 8, default);
        joint.Sum(row => row.Sum()).Should().BeApproximately(1, 1e-12);
        for (int i = 0; i < 50; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                joint[i][j].Should().Be(joint[j][i]);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(13)]
    public void Gradient_IsThatOfTheDivergence(int rows)
    {
        var forces = new ExactForces(TsneAffinities.Joint(Clusters(rows, 2, 3), 2, default));
        double[] x = Gaussian(rows, 1), y = Gaussian(rows, 2), gx = new double[rows], gy = new double[rows];
        forces.Gradient(x, y, 1, gx, gy);
        const double step = 1e-6;
        for (int i = 0; i < rows; i++)
        {
            foreach ((double[] axis, double[] gradient) in new[] { (x, gx), (y, gy) })
            {
                double kept = axis[i];
                axis[i] = kept + step;
                double above = forces.Divergence(x, y);
                axis[i] = kept - step;
                double below = forces.Divergence(x, y);
                axis[i] = kept;
                gradient[i].Should().BeApproximately((above - below) / (2 * step), 1e-8);
            }
        }

        gx.Sum().Should().BeApproximately(0, 1e-14, "moving all points together changes nothing");
    }

    [Fact]
    public void Gradient_WithExaggeration_EqualsANaiveLoop()
    {
        const int rows = 21;
        double[][] p = TsneAffinities.Joint(Clusters(rows, 3, 4), 4, default);
        double[] x = Gaussian(rows, 3), y = Gaussian(rows, 4), gx = new double[rows], gy = new double[rows];
        new ExactForces(p).Gradient(x, y, 12, gx, gy);
        double Weight(int i, int j) => 1 / (1 + Math.Pow(x[i] - x[j], 2) + Math.Pow(y[i] - y[j], 2));
        double total = Enumerable.Range(0, rows).Sum(i => Enumerable.Range(0, rows).Where(j => j != i).Sum(j => Weight(i, j)));
        for (int i = 0; i < rows; i++)
        {
            double expected = 4 * Enumerable.Range(0, rows).Where(j => j != i).Sum(j => ((12 * p[i][j]) - (Weight(i, j) / total)) * Weight(i, j) * (x[i] - x[j]));
            gx[i].Should().BeApproximately(expected, 1e-13);
        }
    }

    [Theory]
    [InlineData(TsneStart.Principal)]
    [InlineData(TsneStart.Random)]
    public void Fit_SeparateClusters_StaySeparate(TsneStart start)
    {
        FeatureMatrix features = Clusters(90, 3, 10);
        TsneResult result = Tsne.Fit(features, Quick with { Start = start });
        (result.Embedding.Rows, result.Embedding.Columns, result.Iterations).Should().Be((90, 2, 300));
        for (int row = 0; row < 90; row++)
        {
            int nearest = Enumerable.Range(0, 90).Where(other => other != row).MinBy(other => DenseVector.SquaredDistance(result.Embedding.Row(row), result.Embedding.Row(other)));
            (nearest % 3).Should().Be(row % 3);
        }
    }

    [Fact]
    public void Fit_Again_IsTheSameBitForBit()
    {
        FeatureMatrix features = Clusters(70, 4, 6), start = new(70, 2, Gaussian(140, 9));
        double[] kept = (double[])start.Values.Clone();
        TsneResult first = Tsne.Fit(features, Quick, start), again = Tsne.Fit(features, Quick, start);
        again.Embedding.Values.Should().Equal(first.Embedding.Values);
        again.Divergence.Should().Be(first.Divergence);
        start.Values.Should().Equal(kept);
        Tsne.Fit(features, Quick with { Start = TsneStart.Random, Seed = 1 }).Divergence.Should().NotBe(Tsne.Fit(features, Quick with { Start = TsneStart.Random, Seed = 2 }).Divergence);
    }

    [Fact]
    public void Fit_Iterations_LowerTheDivergenceAndAreReported()
    {
        FeatureMatrix features = Clusters(60, 3, 6);
        var seen = new Reports();
        TsneResult result = Tsne.Fit(features, Quick, progress: seen);
        seen.All.Select(each => each.Iteration).Should().Equal(50, 100, 150, 200, 250, 300);
        seen.All[^1].Divergence.Should().BeApproximately(result.Divergence, 1e-12);
        seen.All[^1].Divergence.Should().BeLessThan(seen.All[1].Divergence);
        seen.All.Should().OnlyContain(each => each.Iterations == 300 && each.GradientNorm > 0);
    }

    [Fact]
    public void Fit_Converged_EndsEarly() => Tsne.Fit(Clusters(20, 2, 3), Quick with { Iterations = 20_000, MinGradientNorm = 1e-4 }).Iterations.Should().BeLessThan(20_000).And.BeGreaterThanOrEqualTo(150);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_IdenticalRows_StayFinite(int columns)
    {
        TsneResult result = Tsne.Fit(new FeatureMatrix(24, columns), Quick);
        result.Embedding.Values.Should().OnlyContain(value => double.IsFinite(value));
        double.IsFinite(result.Divergence).Should().BeTrue();
    }

    [Fact]
    public void Fit_Duplicates_LieTogether()
    {
        FeatureMatrix features = Clusters(30, 2, 4);
        features.Row(0).CopyTo(features.Row(2));
        FeatureMatrix map = Tsne.Fit(features, Quick with { Iterations = 1000 }).Embedding;
        double between = DenseVector.SquaredDistance(map.Row(0), map.Row(2));
        Enumerable.Range(0, 30).Count(row => row is not (0 or 2) && DenseVector.SquaredDistance(map.Row(0), map.Row(row)) < between).Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Project_StretchedFeatures_FindsTheirAxes()
    {
        var features = new FeatureMatrix(400, 5);
        double[] random = Gaussian(2000, 5);
        for (int i = 0; i < random.Length; i++)
        {
            features.Values[i] = 7 + (random[i] * (i % 5) switch { 3 => 10, 1 => 4, _ => 0.5 });
        }

        FeatureMatrix projected = PrincipalAxes.Project(features, 0)!;
        double[] centred = [.. Enumerable.Range(0, 400).Select(row => features.Row(row)[3])];
        double mean = centred.Average();
        for (int row = 0; row < 400; row++)
        {
            projected.Row(row)[0].Should().BeApproximately(centred[row] - mean, 1.5);
        }

        Correlation(projected, features, 1).Should().BeGreaterThan(0.99, "the sign is fixed");
        PrincipalAxes.Project(new FeatureMatrix(5, 1, [1, 2, 3, 4, 5]), 0).Should().BeNull();
        PrincipalAxes.Project(new FeatureMatrix(5, 3), 0).Should().BeNull();
        PrincipalAxes.Project(new FeatureMatrix(4, 3, [1, 2, 3, 2, 4, 6, 3, 6, 9, -1, -2, -3]), 0).Should().BeNull("all rows lie on a line");
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        var stops = new Reports { Action = cancellation.Cancel };
        FluentActions.Invoking(() => Tsne.Fit(Clusters(30, 2, 3), Quick, progress: stops, cancellationToken: cancellation.Token)).Should().Throw<OperationCanceledException>();
        stops.All.Should().HaveCount(1);
        FluentActions.Invoking(() => Tsne.Fit(Clusters(30, 2, 3), Quick, cancellationToken: cancellation.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Fit_ImpossibleInput_SaysSo()
    {
        FeatureMatrix features = Clusters(12, 2, 3);
        Code(() => Tsne.Fit(features, new TsneOptions { Perplexity = 11 })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => Tsne.Fit(features, new TsneOptions { Perplexity = 1 })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => Tsne.Fit(features, Quick with { Iterations = 0 })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => Tsne.Fit(features, Quick, new FeatureMatrix(12, 3))).Should().Be(ErrorCodes.WrongShape);
        Code(() => Tsne.Fit(features, Quick with { MaxRows = 11 })).Should().Be(ErrorCodes.TooManyRows);
        features.Row(5)[1] = double.NaN;
        Code(() => Tsne.Fit(features, Quick)).Should().Be(ErrorCodes.EmbeddingNotFinite);

        static string Code(Action action) => action.Should().Throw<HistoException>().Which.Code;
    }

    /// <summary>Row i belongs to cluster i modulo the number of clusters.</summary>
    private static FeatureMatrix Clusters(int rows, int clusters, int columns, double spread = 1)
    {
        var features = new FeatureMatrix(rows, columns, Gaussian(rows * columns, 7));
        for (int row = 0; row < rows; row++)
        {
            foreach (ref double value in features.Row(row))
            {
                value *= spread;
            }

            features.Row(row)[row % clusters % columns] += clusters > 1 ? 20 : 0;
        }

        return features;
    }

    private static double[] Gaussian(int count, int sample)
    {
        var random = new CounterRandom(3, 0, sample, RandomSlot.Custom);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.NextGaussian();
        }

        return values;
    }

    private static double Correlation(FeatureMatrix projected, FeatureMatrix features, int axis)
    {
        double[] a = [.. Enumerable.Range(0, projected.Rows).Select(row => projected.Row(row)[axis])], b = [.. Enumerable.Range(0, projected.Rows).Select(row => features.Row(row)[axis])];
        double ma = a.Average(), mb = b.Average();
        return a.Zip(b).Sum(pair => (pair.First - ma) * (pair.Second - mb)) / Math.Sqrt(a.Sum(v => (v - ma) * (v - ma)) * b.Sum(v => (v - mb) * (v - mb)));
    }

    private sealed class Reports : IProgress<TsneProgress>
    {
        public Action? Action { get; init; }

        public List<TsneProgress> All { get; } = [];

        public void Report(TsneProgress value)
        {
            All.Add(value);
            Action?.Invoke();
        }
    }
}
