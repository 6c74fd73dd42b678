using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class BarlowTwinsLossTests : IDisposable
{
    private static readonly BarlowTwinsLoss Loss = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoops_GiveTheSame()
    {
        Tensor a = Gaussian(3, 7, 4), b = Gaussian(4, 7, 4);
        double[,] x = Standardised(a), y = Standardised(b);
        double on = 0, off = 0;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double c = Enumerable.Range(0, 7).Sum(row => x[row, i] * y[row, j]) / 7;
                (on, off) = i == j ? (on + ((c - 1) * (c - 1)), off) : (on, off + (c * c));
            }
        }

        LossResult result = (Loss with { Lambda = 0.02, Scale = 0.025 }).Compute(a, b);
        result.Terms[BarlowTwinsLoss.OnDiagonal].item<double>().Should().BeApproximately(on, 1e-12);
        result.Terms[BarlowTwinsLoss.OffDiagonal].item<double>().Should().BeApproximately(off, 1e-12);
        result.Loss.item<double>().Should().BeApproximately(0.025 * (on + (0.02 * off)), 1e-12);
    }

    [Fact]
    public void Compute_ScaledAndShiftedDimensions_ChangeNothing()
    {
        Tensor a = Gaussian(5, 32, 6), b = Gaussian(6, 32, 6), scale = tensor(new double[] { 1, 2, 5, 10, 3, 7 });
        BarlowTwinsLoss exact = Loss with { Epsilon = 0 };
        exact.Compute((a * scale) + 4, (b * 3) - scale).Loss.item<double>().Should().BeApproximately(exact.Compute(a, b).Loss.item<double>(), 1e-11);
    }

    [Fact]
    public void Compute_EqualViewsWithOrthogonalColumns_LeaveOnlyTheEpsilon()
    {
        // Columns of a Hadamard matrix times a deviation: mean 0, variance d^2, correlations 0.
        const double deviation = 0.1;
        Tensor z = deviation * tensor(new double[] { 1, 1, -1, 1, 1, -1, -1, -1 }).reshape(4, 2);
        double residual = 1e-5 / ((deviation * deviation) + 1e-5);
        Loss.Compute(z, z).Loss.item<double>().Should().BeApproximately(2 * residual * residual, 1e-15);
    }

    [Fact]
    public void Compute_ConstantDimension_CostsOneOnTheDiagonal()
    {
        Tensor a = Gaussian(7, 16, 3), b = a.clone();
        a[.., 1] = 2;
        LossResult result = Loss.Compute(a, b);
        result.Terms[BarlowTwinsLoss.OnDiagonal].item<double>().Should().BeApproximately(1, 1e-8);
        result.Loss.isfinite().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Compute_OneDimension_HasNothingOffTheDiagonal() =>
        Loss.Compute(Gaussian(1, 4, 1), Gaussian(2, 4, 1)).Terms[BarlowTwinsLoss.OffDiagonal].item<double>().Should().Be(0);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(9, 5)]
    [InlineData(20, 7)]
    public void Compute_Gradient_IsTheSlope(int rows, int columns) => GradientShouldBeTheSlope(Loss.Compute, (ulong)rows, rows, columns);

    [Fact]
    public void Compute_TwoRanks_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss.Compute, 11, 6, 5);

    [Fact]
    public void Compute_TwoRanksWithOneRowEach_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole((Loss with { Epsilon = 0.1 }).Compute, 11, 1, 5);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle(Loss.Compute);

    [Fact]
    public void Compute_WrongShapes_Throw() => WrongShapesShouldBeRefused(Loss.Compute);

    [Fact]
    public void Compute_LeavesNoTensorBehind() => NothingShouldLeak(Loss.Compute);

    public void Dispose() => _scope.Dispose();

    private static double[,] Standardised(Tensor z)
    {
        int rows = (int)z.size(0), columns = (int)z.size(1);
        var result = new double[rows, columns];
        for (int j = 0; j < columns; j++)
        {
            double[] column = [.. Enumerable.Range(0, rows).Select(i => z[i, j].item<double>())];
            double mean = column.Average(), variance = column.Sum(value => (value - mean) * (value - mean)) / rows;
            for (int i = 0; i < rows; i++)
            {
                result[i, j] = (column[i] - mean) / Math.Sqrt(variance + 1e-5);
            }
        }

        return result;
    }
}
