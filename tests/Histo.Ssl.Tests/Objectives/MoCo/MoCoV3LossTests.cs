using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class MoCoV3LossTests : IDisposable
{
    // Keys are functions of the rows alone, so that halves of a batch have halves of its keys.
    private static readonly PairLoss Loss = (first, second, ranks) =>
        new MoCoV3Loss { Temperature = 0.4 }.Compute(first, second, (first.detach() * 0.5) + second.detach().roll(1, 1), (second.detach() * 0.3) + first.detach().roll(2, 1), ranks);

    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoopsWithMasks_GiveTheSame()
    {
        Tensor[] x = [.. Enumerable.Range(1, 4).Select(seed => Gaussian((ulong)seed, 6, 5))];
        bool[][] flags = [.. Enumerable.Range(5, 2).Select(seed => Gaussian((ulong)seed, 6, 6).data<double>().Select(value => value > 0).ToArray())];
        LossResult result = new MoCoV3Loss { Temperature = 0.3 }.Compute(x[0], x[1], x[2], x[3], null, tensor(flags[0]).reshape(6, 6), tensor(flags[1]).reshape(6, 6));
        double first = 0.6 * NaiveContrast.CrossEntropy(x[0], x[3], (i, j) => flags[0][(i * 6) + j], 0.3), second = 0.6 * NaiveContrast.CrossEntropy(x[1], x[2], (i, j) => flags[1][(i * 6) + j], 0.3);
        result.Terms[MoCoV3Loss.FirstToSecond].item<double>().Should().BeApproximately(first, 1e-12);
        result.Terms[MoCoV3Loss.SecondToFirst].item<double>().Should().BeApproximately(second, 1e-12);
        result.Loss.item<double>().Should().BeApproximately(first + second, 1e-12);
    }

    [Fact]
    public void Compute_IdenticalRows_CostFourTimesTheTemperatureTimesTheLogarithmOfTheBatch()
    {
        Tensor z = ones([6, 3], ScalarType.Float64);
        new MoCoV3Loss { Temperature = 0.2 }.Compute(z, z, z, z).Loss.item<double>().Should().BeApproximately(4 * 0.2 * Math.Log(6), 1e-12);
    }

    [Fact]
    public void Compute_TwoRanks_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss, 11, 4, 5);

    [Fact]
    public void Compute_TwoRanksWithOneRowEach_AreTheWholeBatch() => TwoHalvesShouldBeTheWhole(Loss, 11, 1, 5);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle((first, second, ranks) => new MoCoV3Loss().Compute(first, second, first.detach(), second.detach(), ranks));

    [Fact]
    public void Compute_WrongShapes_Throw() => WrongShapesShouldBeRefused((first, second, ranks) => new MoCoV3Loss().Compute(first, second, first, second, ranks));

    [Fact]
    public void Compute_LeavesNoTensorBehind() => NothingShouldLeak((first, second, ranks) => new MoCoV3Loss().Compute(first, second, first, second, ranks));

    public void Dispose() => _scope.Dispose();
}
