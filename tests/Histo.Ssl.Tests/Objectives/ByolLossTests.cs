using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class ByolLossTests : IDisposable
{
    private static readonly PairLoss Loss = (first, second, _) => new ByolLoss().Compute(first, second, Target(100, first), Target(101, first));
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_PredictionsEqualToTargetsUpToScale_CostNothing()
    {
        Tensor a = Gaussian(1, 5, 4), b = Gaussian(2, 5, 4);
        new ByolLoss().Compute(3 * a, 0.1 * b, 2 * b, 5 * a).Loss.item<double>().Should().BeApproximately(0, 1e-12);
        double swapped = new ByolLoss().Compute(3 * a, 0.1 * b, 5 * a, 2 * b).Loss.item<double>();
        swapped.Should().BeApproximately(4 - (4 * Cosine(a, b)), 1e-12, "predictions meet the targets of the other view");
    }

    [Fact]
    public void Compute_OppositePredictions_CostEight()
    {
        Tensor a = Gaussian(1, 5, 4), b = Gaussian(2, 5, 4);
        LossResult result = new ByolLoss().Compute(-b, -3 * a, a, b);
        result.Loss.item<double>().Should().BeApproximately(8, 1e-12);
        result.Terms[ByolLoss.SecondToFirst].item<double>().Should().BeApproximately(4, 1e-12);
    }

    [Fact]
    public void Compute_ZeroPrediction_HasAFiniteGradient()
    {
        Tensor zero = zeros([3, 4], ScalarType.Float64).requires_grad_();
        new ByolLoss().Compute(zero, zero, Gaussian(1, 3, 4), Gaussian(2, 3, 4)).Loss.backward();
        zero.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 5)]
    public void Compute_Gradient_IsTheSlope(int rows, int columns) => GradientShouldBeTheSlope(Loss, (ulong)rows, rows, columns);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle(Loss);

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        (long[] Prediction, long[] Target)[] wrong = [([4, 3], [4, 2]), ([4, 3], [5, 3]), ([4], [4]), ([4, 0], [4, 0]), ([0, 3], [0, 3])];
        foreach ((long[] prediction, long[] target) in wrong)
        {
            FluentActions.Invoking(() => new ByolLoss().Compute(zeros(prediction), zeros(prediction), zeros(target), zeros(target)))
                .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor target = Gaussian(3, 8, 5);
        NothingShouldLeak((first, second, _) => new ByolLoss().Compute(first, second, target, target));
    }

    public void Dispose() => _scope.Dispose();

    private static double Cosine(Tensor a, Tensor b) => nn.functional.cosine_similarity(a, b, 1, 1e-12).mean().item<double>();

    // Whole numbers: they are the same in every element type.
    private static Tensor Target(ulong seed, Tensor like) => (8 * Gaussian(seed, (int)like.size(0), (int)like.size(1))).round().to(like.dtype);
}
