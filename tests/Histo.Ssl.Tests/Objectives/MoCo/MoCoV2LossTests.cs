using Histo.Ssl.Objectives;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class MoCoV2LossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoopsWithAMask_GiveTheSame()
    {
        Tensor q = Gaussian(1, 4, 5), k = Gaussian(2, 4, 5), queue = nn.functional.normalize(Gaussian(3, 9, 5), p: 2, dim: 1).t();
        bool[] flags = [.. Gaussian(4, 4, 9).data<double>().Select(value => value > 0)];
        LossResult result = new MoCoV2Loss { Temperature = 0.3 }.Compute(q, k, queue, tensor(flags).reshape(4, 9));
        double[][] a = NaiveContrast.Units(q), b = NaiveContrast.Units(k), c = NaiveContrast.Units(queue.t());
        double expected = Enumerable.Range(0, 4).Average(i =>
        {
            double own = Math.Exp(NaiveContrast.Dot(a[i], b[i]) / 0.3);
            double others = Enumerable.Range(0, 9).Where(j => !flags[(i * 9) + j]).Sum(j => Math.Exp(NaiveContrast.Dot(a[i], c[j]) / 0.3));
            return -Math.Log(own / (own + others));
        });
        result.Loss.item<double>().Should().BeApproximately(expected, 1e-12);
        (result.Terms[MoCoV2Loss.LogDenominator] - (result.Terms[MoCoV2Loss.Alignment] / 0.3)).item<double>().Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Compute_AllExcluded_IsZeroWithFiniteGradient()
    {
        Tensor q = Gaussian(1, 4, 5).requires_grad_(), loss = new MoCoV2Loss().Compute(q, Gaussian(2, 4, 5), Gaussian(3, 5, 6), ones([4, 6], ScalarType.Bool)).Loss;
        loss.item<double>().Should().BeApproximately(0, 1e-12);
        loss.backward();
        q.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Compute_HalfPrecisionQueries_AreComputedInSingle()
    {
        Tensor q = Gaussian(1, 4, 5).to(ScalarType.BFloat16).requires_grad_(), loss = new MoCoV2Loss().Compute(q, Gaussian(2, 4, 5).to(ScalarType.BFloat16), Gaussian(3, 5, 6)).Loss;
        loss.dtype.Should().Be(ScalarType.Float32);
        loss.backward();
        q.grad!.dtype.Should().Be(ScalarType.BFloat16);
    }

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        Action[] wrong =
        [
            () => new MoCoV2Loss().Compute(zeros(4, 3), zeros(4, 2), zeros(3, 8)),
            () => new MoCoV2Loss().Compute(zeros(4, 3), zeros(4, 3), zeros(8, 3)),
            () => new MoCoV2Loss().Compute(zeros(4, 3), zeros(4, 3), zeros(3, 8), zeros([4, 9], ScalarType.Bool)),
        ];
        foreach (Action action in wrong)
        {
            action.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor queue = Gaussian(3, 5, 7), excluded = zeros([8, 7], ScalarType.Bool);
        NothingShouldLeak((first, second, _) => new MoCoV2Loss().Compute(first, second, queue, excluded));
    }

    public void Dispose() => _scope.Dispose();
}
