using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class WeakSupConLossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_IdenticalNegativeBags_HaveNoSimilarityTerm() =>
        Similarity(ones([5, 2, 3], ScalarType.Float64)).Should().BeApproximately(0, 1e-12);

    [Fact]
    public void Compute_OrthogonalNegativeBags_CostOneOverTheBaseTemperature()
    {
        double value = Similarity(eye(8, dtype: ScalarType.Float64).reshape(4, 2, 8));
        value.Should().BeApproximately(1 / 0.07, 1e-12);
        value.Should().BeApproximately(14.285714, 1e-6);
    }

    [Fact]
    public void Compute_HalvesDoNotMeet()
    {
        Tensor negative = Gaussian(1, 6, 4).reshape(3, 2, 4).requires_grad_(), positive = Gaussian(2, 8, 4).reshape(4, 2, 4).requires_grad_();
        LossResult result = new WeakSupConLoss { Lambda = 0.5 }.Compute(negative, positive);
        result.Terms[WeakSupConLoss.Similarity].backward(retain_graph: true);
        (positive.grad is null).Should().BeTrue();
        result.Terms[WeakSupConLoss.SimClr].item<double>().Should().BeApproximately(new SupConLoss { Temperature = 0.1 }.Compute(positive).Loss.item<double>(), 1e-12);
        result.Loss.item<double>().Should().BeApproximately((0.5 * result.Terms[WeakSupConLoss.Similarity] + result.Terms[WeakSupConLoss.SimClr]).item<double>(), 1e-12);
    }

    [Fact]
    public void Compute_Mask_IsThatOfThePositiveBags()
    {
        Tensor negative = Gaussian(1, 6, 4).reshape(3, 2, 4), positive = Gaussian(2, 8, 4).reshape(4, 2, 4), all = ones([8, 8], ScalarType.Bool);
        new WeakSupConLoss().Compute(negative, positive, all).Terms[WeakSupConLoss.SimClr].item<double>().Should().BeApproximately(0, 1e-12, "nothing but the positive is left");
    }

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        (long[] Negative, long[] Positive)[] wrong = [([4, 3], [4, 2, 3]), ([1, 1, 3], [4, 2, 3]), ([4, 2, 3], [1, 1, 3]), ([4, 2, 3], [4, 3])];
        foreach ((long[] negative, long[] positive) in wrong)
        {
            FluentActions.Invoking(() => new WeakSupConLoss().Compute(zeros(negative), zeros(positive))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor negative = Gaussian(1, 6, 4).reshape(3, 2, 4).requires_grad_(), positive = Gaussian(2, 8, 4).reshape(4, 2, 4).requires_grad_();
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult result = new WeakSupConLoss().Compute(negative, positive);
            result.Loss.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static double Similarity(Tensor negativeBags) =>
        new WeakSupConLoss().Compute(negativeBags, Gaussian(2, 8, (int)negativeBags.size(2)).reshape(4, 2, -1)).Terms[WeakSupConLoss.Similarity].item<double>();
}
