using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>The regularisers that spread embeddings: KoLeo and the kernel density.</summary>
public sealed class SpreadLossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void KoLeo_EqualVectors_CostWhatTheEpsilonsLeave()
    {
        double value = new KoLeoLoss().Compute(ones(5, 8, dtype: ScalarType.Float64)).item<double>();
        value.Should().BeApproximately(-Math.Log((1e-8 * Math.Sqrt(8)) + 1e-8), 1e-9).And.BeApproximately(17.078227, 1e-6);
    }

    [Fact]
    public void KoLeo_OppositePair_IsLogTwo()
    {
        Tensor x = tensor(new double[] { 3, 0, -5, 0 }).reshape(2, 2);

        // A row may choose itself there (its own similarity is -1 too); then the distance is that of the epsilons.
        double value = new KoLeoLoss().Compute(x).item<double>();
        double[] possible = [-Math.Log(2), -Math.Log((1e-8 * Math.Sqrt(2)) + 1e-8)];
        possible.Append(possible.Average()).Should().Contain(each => Math.Abs(each - value) < 1e-6);
    }

    [Fact]
    public void KoLeo_ScaledRows_ChangeNothing()
    {
        Tensor x = Gaussian(1, 9, 5), scale = Gaussian(2, 9, 1).abs() + 0.5;
        new KoLeoLoss().Compute(x * scale).item<double>().Should().BeApproximately(new KoLeoLoss().Compute(x).item<double>(), 1e-9);
    }

    [Fact]
    public void Kde_EqualVectors_CostTheMost()
    {
        var loss = new KdeLoss();
        double equal = loss.Compute(ones(6, 4, dtype: ScalarType.Float64)).item<double>();
        equal.Should().BeApproximately(5 + Math.Log(6), 1e-12);
        loss.Compute(Gaussian(3, 6, 4)).item<double>().Should().BeLessThan(equal);
    }

    [Fact]
    public void Kde_OrthogonalVectors_CountThemselves() =>
        new KdeLoss { Concentration = 2 }.Compute(eye(4, dtype: ScalarType.Float64)).item<double>().Should().BeApproximately(Math.Log(Math.Exp(2) + 3), 1e-12);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Minimised_SpreadsNearlyEqualFeatures(bool kde)
    {
        Tensor x = (ones(16, 6, dtype: ScalarType.Float64) + (0.2 * Gaussian(4, 16, 6))).requires_grad_();
        double before = MeanCosine(x);
        for (int step = 0; step < 50; step++)
        {
            Tensor value = kde ? new KdeLoss().Compute(x) : new KoLeoLoss().Compute(x);
            value.backward();
            using (no_grad())
            {
                x.sub_(0.5 * x.grad!);
                x.grad!.zero_();
            }
        }

        before.Should().BeGreaterThan(0.9);
        MeanCosine(x).Should().BeLessThan(before - 0.02);
    }

    [Fact]
    public void Compute_HalfInputs_AreComputedInSingle()
    {
        Tensor x = Gaussian(5, 6, 4).to(ScalarType.BFloat16);
        new KoLeoLoss().Compute(x).dtype.Should().Be(ScalarType.Float32);
        new KdeLoss().Compute(x).dtype.Should().Be(ScalarType.Float32);
    }

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        foreach (long[] shape in new long[][] { [4], [1, 4], [3, 0], [2, 3, 4] })
        {
            FluentActions.Invoking(() => new KoLeoLoss().Compute(zeros(shape))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }

        FluentActions.Invoking(() => new KdeLoss().Compute(zeros(4))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor x = Gaussian(6, 8, 4).requires_grad_();
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor koleo = new KoLeoLoss().Compute(x), kde = new KdeLoss().Compute(x), nearest = new KoLeoLoss().NearestNeighbours(x);
            koleo.backward();
            kde.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static double MeanCosine(Tensor x)
    {
        using IDisposable guard = no_grad();
        Tensor unit = nn.functional.normalize(x, dim: 1), cosine = unit.matmul(unit.t());
        long rows = x.size(0);
        return (cosine.sum() - rows).item<double>() / (rows * (rows - 1));
    }
}
