using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class NtXentLossTests : IDisposable
{
    private static readonly PairLoss Loss = (first, second, ranks) => new NtXentLoss().Compute(first, second, ranks);
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoopsWithAMask_GiveTheSame()
    {
        Tensor a = Gaussian(3, 5, 4), b = Gaussian(4, 5, 4);
        bool[] flags = [.. Gaussian(5, 10, 10).data<double>().Select(value => value > 0)];
        LossResult result = new NtXentLoss { Temperature = 0.2 }.Compute(a, b, excluded: tensor(flags).reshape(10, 10));
        double expected = NaiveContrast.SupCon(cat([a, b]), 10, (x, y) => (x + 5) % 10 == y, (x, y) => flags[(x * 10) + y], 0.2, 0.2);
        result.Loss.item<double>().Should().BeApproximately(expected, 1e-12);
        (result.Terms[NtXentLoss.LogDenominator] - (result.Terms[NtXentLoss.Alignment] / 0.2)).item<double>().Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Compute_IdenticalRows_CostTheLogarithmOfTheOthers() =>
        new NtXentLoss { Temperature = 0.07 }.Compute(ones([4, 3], ScalarType.Float64), ones([4, 3], ScalarType.Float64)).Loss.item<double>().Should().BeApproximately(Math.Log(7), 1e-12);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(9, 5)]
    public void Compute_Gradient_IsTheSlope(int rows, int columns) => GradientShouldBeTheSlope(Loss, (ulong)rows, rows, columns);

    [Fact]
    public void Compute_TwoRanks_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss, 11, 6, 5);

    [Fact]
    public void Compute_TwoRanksWithOneRowEach_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss, 11, 1, 5);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle(Loss);

    [Fact]
    public void Compute_WrongShapes_Throw() => WrongShapesShouldBeRefused(Loss);

    [Fact]
    public void Compute_LeavesNoTensorBehind() => NothingShouldLeak(Loss);

    public void Dispose() => _scope.Dispose();
}
