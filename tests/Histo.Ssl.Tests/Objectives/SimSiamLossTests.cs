using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class SimSiamLossTests : IDisposable
{
    private static readonly PairLoss Loss = (first, second, _) => new SimSiamLoss().Compute(first, second, Target(100, first), Target(101, first));
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    public void Compute_PredictionsAlongTheProjections_AreTheEndsOfTheRange(int sign, double expected)
    {
        Tensor a = Gaussian(1, 5, 4), b = Gaussian(2, 5, 4);
        LossResult result = new SimSiamLoss().Compute(sign * 3 * b, sign * a, 7 * a, b);
        result.Loss.item<double>().Should().BeApproximately(expected, 1e-12);
        result.Terms[SimSiamLoss.FirstToSecond].item<double>().Should().BeApproximately(-expected, 1e-12);
    }

    [Fact]
    public void Compute_IsAnAffineFunctionOfByolsLoss()
    {
        Tensor[] x = [.. Enumerable.Range(1, 4).Select(seed => Gaussian((ulong)seed, 6, 5))];
        double byol = new ByolLoss().Compute(x[0], x[1], x[2], x[3]).Loss.item<double>();
        new SimSiamLoss().Compute(x[0], x[1], x[2], x[3]).Loss.item<double>().Should().BeApproximately((byol / 4) - 1, 1e-12);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 5)]
    public void Compute_Gradient_IsTheSlope(int rows, int columns) => GradientShouldBeTheSlope(Loss, (ulong)rows, rows, columns);

    [Fact]
    public void Compute_WrongShapes_Throw() =>
        FluentActions.Invoking(() => new SimSiamLoss().Compute(zeros(4, 3), zeros(4, 3), zeros(4, 3), zeros(4, 2))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor target = Gaussian(3, 8, 5);
        NothingShouldLeak((first, second, _) => new SimSiamLoss().Compute(first, second, target, target));
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor Target(ulong seed, Tensor like) => Gaussian(seed, (int)like.size(0), (int)like.size(1)).to(like.dtype);
}
