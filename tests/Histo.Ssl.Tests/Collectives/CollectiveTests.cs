using Histo.Ssl.Collectives;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Collectives;

public class CollectiveTests
{
    [Fact]
    public void SingleProcess_SumAndGather_AreTheIdentityWithGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        SingleProcess alone = SingleProcess.Instance;
        Tensor x = arange(6, dtype: ScalarType.Float64).reshape(3, 2).requires_grad_();
        (alone.Sum(x).square().sum() + alone.Gather(x).sum()).backward();
        x.grad!.data<double>().ToArray().Should().Equal(1, 3, 5, 7, 9, 11);
        (alone.Rank, alone.WorldSize).Should().Be((0, 1));
    }

    [Fact]
    public void SingleProcess_ResultDisposed_InputStaysAlive()
    {
        using Tensor x = ones(2);
        SingleProcess.Instance.Sum(x).Dispose();
        SingleProcess.Instance.Gather(x).Dispose();
        SingleProcess.Instance.Broadcast(x);
        SingleProcess.Instance.Barrier();
        x.sum().item<float>().Should().Be(2);
    }

    [Fact]
    public void TwoRanks_SumAndGather_GiveBothTheSame()
    {
        (double[] first, double[] second) = TwoRanks.Run(ranks =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor own = full([1, 2], ranks.Rank + 1.0, dtype: ScalarType.Float64);
            Tensor sum = ranks.Sum(own), rows = ranks.Gather(own);
            ranks.Broadcast(own);
            return cat([sum, rows, own]).data<double>().ToArray();
        });
        first.Should().Equal(3, 3, 1, 1, 2, 2, 1, 1);
        second.Should().Equal(first);
    }

    [Fact]
    public void TwoRanks_OneFails_TheOtherDoesNotWaitForever() =>
        FluentActions.Invoking(() => TwoRanks.Run(ranks => ranks.Rank == 0 ? throw new InvalidOperationException("rank 0") : ranks.Sum(ones(1))))
            .Should().Throw<InvalidOperationException>().WithMessage("rank 0");
}
