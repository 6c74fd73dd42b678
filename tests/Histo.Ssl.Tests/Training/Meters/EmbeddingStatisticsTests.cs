using Histo.Ssl.Training;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training.Meters;

public class EmbeddingStatisticsTests
{
    [Fact]
    public void Measure_EqualRows_IsOnePoint()
    {
        using Tensor rows = tensor(new[] { 1f, 2, 2 }).repeat(5, 1);
        EmbeddingStatistics measured = EmbeddingStatistics.Measure(rows, rows);
        measured.Deviation.Should().BeApproximately(0, 1e-6);
        measured.EffectiveRank.Should().BeApproximately(1, 1e-3);
        measured.PositiveCosine.Should().BeApproximately(1, 1e-6);
        measured.RandomCosine.Should().BeApproximately(1, 1e-6);
    }

    [Fact]
    public void Measure_OrthonormalRows_HaveTheirClosedForms()
    {
        const int count = 4;
        using Tensor rows = eye(count) * 7;
        EmbeddingStatistics measured = EmbeddingStatistics.Measure(rows, rows);
        // Each dimension has mean 1/4 and mean square 1/4; centring takes one of four equal singular values away.
        measured.Deviation.Should().BeApproximately(Math.Sqrt(0.25 - 0.0625) * Math.Sqrt(count), 1e-6);
        measured.EffectiveRank.Should().BeApproximately(count - 1, 1e-3);
        measured.PositiveCosine.Should().BeApproximately(1, 1e-6);
        measured.RandomCosine.Should().BeApproximately(0, 1e-6);
    }

    [Fact]
    public void Measure_RowsOnALine_HaveRankOne()
    {
        using Tensor rows = tensor(new[,] { { 1f, 0, 0 }, { -1f, 0, 0 }, { 3f, 0, 0 }, { -2f, 0, 0 } });
        EmbeddingStatistics measured = EmbeddingStatistics.Measure(rows, -rows);
        measured.EffectiveRank.Should().BeApproximately(1, 1e-5);
        measured.Deviation.Should().BeApproximately(1 / Math.Sqrt(3), 1e-6);
        measured.PositiveCosine.Should().BeApproximately(-1, 1e-6);
        measured.RandomCosine.Should().BeApproximately(1, 1e-6, "rows and the negatives of their neighbours agree in sign");
    }

    [Fact]
    public void Measure_RandomRows_EqualNaiveLoops()
    {
        const int n = 6, d = 3;
        using Generator generator = new(1);
        using Tensor first = randn(n, d, generator: generator), second = randn(n, d, generator: generator);
        double[][] a = Unit(first), b = Unit(second);
        double deviation = Enumerable.Range(0, d).Average(k => Math.Sqrt(a.Average(row => row[k] * row[k]) - Math.Pow(a.Average(row => row[k]), 2))) * Math.Sqrt(d);
        EmbeddingStatistics measured = EmbeddingStatistics.Measure(first, second);
        measured.Deviation.Should().BeApproximately(deviation, 1e-5);
        measured.PositiveCosine.Should().BeApproximately(Enumerable.Range(0, n).Average(i => Dot(a[i], b[i])), 1e-5);
        measured.RandomCosine.Should().BeApproximately(Enumerable.Range(0, n).Average(i => Dot(a[i], b[(i + n - 1) % n])), 1e-5);
        measured.EffectiveRank.Should().BeInRange(1, d);

        static double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
        static double[][] Unit(Tensor rows) =>
            [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, d).Select(k => (double)rows[i, k].item<float>()).ToArray()).Select(row => row.Select(value => value / Math.Sqrt(Dot(row, row))).ToArray())];
    }

    [Fact]
    public void Measure_WrongShapes_AreRefused()
    {
        using Tensor one = ones(1, 3), two = ones(2, 3), other = ones(2, 4);
        foreach ((Tensor first, Tensor second) in new[] { (one, one), (two, other), (two, one) })
        {
            FluentActions.Invoking(() => EmbeddingStatistics.Measure(first, second)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }
}
