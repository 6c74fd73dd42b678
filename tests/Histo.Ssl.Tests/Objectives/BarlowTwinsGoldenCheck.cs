using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss, correlation, terms and gradients of the official Barlow Twins code.</summary>
public sealed class BarlowTwinsGoldenCheck : IGoldenCheck
{
    public string Stem => "barlow_twins";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("zA", "zB", "C", "on_diag", "off_diag", "loss", "grad_zA", "grad_zB");
        using DisposeScope scope = NewDisposeScope();
        Tensor a = golden.Tensor("zA").requires_grad_(), b = golden.Tensor("zB").requires_grad_();
        var loss = new BarlowTwinsLoss { Lambda = golden.Number("lambda_") };
        golden.ShouldMatch("C", loss.CrossCorrelation(a, b));
        LossResult result = loss.Compute(a, b);
        golden.ShouldMatch("on_diag", result.Terms[BarlowTwinsLoss.OnDiagonal]);
        golden.ShouldMatch("off_diag", result.Terms[BarlowTwinsLoss.OffDiagonal]);
        golden.ShouldMatch("loss", result.Loss);
        result.Loss.backward();
        golden.ShouldMatch("grad_zA", a.grad!);
        golden.ShouldMatch("grad_zB", b.grad!);
    }
}
