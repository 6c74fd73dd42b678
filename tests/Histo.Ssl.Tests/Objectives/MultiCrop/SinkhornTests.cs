using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class SinkhornTests : IDisposable
{
    private static readonly Sinkhorn Loss = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_DirectExponential_GivesTheSame()
    {
        Tensor logits = 0.2 * Gaussian(1, 9, 5), q = (logits / 0.1).exp();
        for (int i = 0; i < 3; i++)
        {
            q = q / q.sum(dim: 0, keepdim: true) / 5;
            q = q / q.sum(dim: 1, keepdim: true) / 9;
        }

        ShouldBeClose(Loss.Compute(logits, 0.1), q * 9, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public void Compute_SingleLogitsOfAnySize_RowsSumToOne(double scale)
    {
        Tensor balanced = Loss.Compute((scale * Gaussian(2, 20, 7)).to(ScalarType.Float32), 0.04);
        balanced.dtype.Should().Be(ScalarType.Float32);
        balanced.isfinite().all().item<bool>().Should().BeTrue();
        (balanced.sum(dim: 1) - 1).abs().max().item<float>().Should().BeLessThan(2e-6f);
    }

    [Fact]
    public void Compute_ManyIterations_BalanceThePrototypes()
    {
        Tensor logits = 0.3 * Gaussian(3, 24, 6);
        double Imbalance(int iterations) => (new Sinkhorn { Iterations = iterations }.Compute(logits, 0.1).sum(dim: 0) - 4).abs().max().item<double>();
        Imbalance(100).Should().BeLessThan(1e-6).And.BeLessThan(Imbalance(1));
    }

    [Fact]
    public void Compute_LogitsShiftedByPrototype_ChangeNothing()
    {
        Tensor logits = 0.3 * Gaussian(4, 8, 5), shift = Gaussian(5, 1, 5);
        ShouldBeClose(Loss.Compute(logits + (3 * shift), 0.1), Loss.Compute(logits, 0.1), 1e-10);
    }

    [Fact]
    public void Compute_TwoRanksOfDifferentSizes_AreTheWholeBatch()
    {
        Tensor logits = 200 * Gaussian(6, 11, 5), whole = Loss.Compute(logits, 0.07);
        (Tensor first, Tensor second) = TwoRanks.Run(ranks =>
            Loss.Compute(ranks.Rank == 0 ? logits.narrow(0, 0, 4) : logits.narrow(0, 4, 7), 0.07, ranks).DetachFromDisposeScope());
        using (first)
        using (second)
        {
            ShouldBeClose(cat([first, second]), whole, 1e-10);
        }
    }

    [Fact]
    public void Compute_RankWithoutSamples_TakesPart()
    {
        Tensor logits = Gaussian(7, 6, 4), whole = Loss.Compute(logits, 0.1);
        (Tensor first, Tensor second) = TwoRanks.Run(ranks => Loss.Compute(logits.narrow(0, 0, ranks.Rank == 0 ? 6 : 0), 0.1, ranks).DetachFromDisposeScope());
        using (first)
        using (second)
        {
            ShouldBeClose(first, whole, 1e-12);
            second.shape.Should().Equal(0, 4);
        }
    }

    [Fact]
    public void Compute_GivesNoGradientAndKeepsItsInput()
    {
        Tensor logits = Gaussian(8, 4, 3).requires_grad_(), before = logits.detach().clone();
        Loss.Compute(logits, 0.1).requires_grad.Should().BeFalse();
        logits.Equals(before).Should().BeTrue();
    }

    [Fact]
    public void Compute_NoMatrix_Throws() =>
        FluentActions.Invoking(() => Loss.Compute(zeros(4), 0.1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        Tensor logits = Gaussian(1, 4, 3);
        LiveTensors.ShouldStayConstant(() => Loss.Compute(logits, 0.1).Dispose());
    }

    public void Dispose() => _scope.Dispose();
}
