using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class VicRegLossTests : IDisposable
{
    private static readonly VicRegLoss Loss = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoops_GiveTheSame()
    {
        Tensor x = 0.3 * Gaussian(3, 9, 4), y = 0.3 * Gaussian(4, 9, 4);
        double invariance = (x - y).square().mean().item<double>();
        (double vx, double cx) = Spread(x);
        (double vy, double cy) = Spread(y);
        LossResult result = (Loss with { InvarianceWeight = 2, VarianceWeight = 3, CovarianceWeight = 5 }).Compute(x, y);
        result.Terms[VicRegLoss.Variance].item<double>().Should().BeApproximately((vx + vy) / 2, 1e-12);
        result.Terms[VicRegLoss.Covariance].item<double>().Should().BeApproximately(cx + cy, 1e-12);
        result.Loss.item<double>().Should().BeApproximately((2 * invariance) + (1.5 * (vx + vy)) + (5 * (cx + cy)), 1e-12);
    }

    [Fact]
    public void Compute_ConstantEqualInputs_Cost24Point75WithFiniteGradient()
    {
        Tensor x = full([6, 4], 3.0, dtype: ScalarType.Float64).requires_grad_();
        Tensor loss = Loss.Compute(x, x).Loss;
        loss.item<double>().Should().BeApproximately(24.75, 1e-12);
        loss.backward();
        x.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Compute_InputsScaledUp_MultiplyTheCovarianceByTheFourthPower()
    {
        Tensor x = Gaussian(5, 20, 6), y = Gaussian(6, 20, 6);
        double one = Loss.Compute(x, y).Terms[VicRegLoss.Covariance].item<double>();
        Loss.Compute(x * 3, y * 3).Terms[VicRegLoss.Covariance].item<double>().Should().BeApproximately(81 * one, 1e-10 * 81 * one);
    }

    [Fact]
    public void Compute_WideInputs_HaveNoVarianceTerm() =>
        Loss.Compute(10 * Gaussian(1, 64, 4), 10 * Gaussian(2, 64, 4)).Terms[VicRegLoss.Variance].item<double>().Should().Be(0);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(9, 5)]
    [InlineData(20, 7)]
    public void Compute_Gradient_IsTheSlope(int rows, int columns) => GradientShouldBeTheSlope(Loss.Compute, (ulong)rows, rows, columns);

    [Fact]
    public void Compute_TwoRanks_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss.Compute, 11, 6, 5);

    [Fact]
    public void Compute_TwoRanksWithOneRowEach_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss.Compute, 11, 1, 5);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle(Loss.Compute);

    [Fact]
    public void Compute_WrongShapes_Throw() => WrongShapesShouldBeRefused(Loss.Compute);

    [Fact]
    public void Compute_LeavesNoTensorBehind() => NothingShouldLeak(Loss.Compute);

    public void Dispose() => _scope.Dispose();

    // Mean hinge of the deviations (not halved) and sum of squared covariances divided by the dimensions.
    private static (double Variance, double Covariance) Spread(Tensor z)
    {
        int rows = (int)z.size(0), columns = (int)z.size(1);
        double[][] centred = [.. Enumerable.Range(0, columns).Select(j =>
        {
            double[] column = [.. Enumerable.Range(0, rows).Select(i => z[i, j].item<double>())];
            return column.Select(value => value - column.Average()).ToArray();
        })];
        double variance = 0, covariance = 0;
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double c = centred[i].Zip(centred[j], (a, b) => a * b).Sum() / (rows - 1);
                (variance, covariance) = i == j ? (variance + Math.Max(0, 1 - Math.Sqrt(c + 1e-4)), covariance) : (variance, covariance + (c * c));
            }
        }

        return (variance / columns, covariance / columns);
    }
}
