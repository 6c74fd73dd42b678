using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss, both directions and gradients of the official BYOL code.</summary>
public sealed class ByolGoldenCheck : IGoldenCheck
{
    public string Stem => "byol";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("p1", "p2", "z1", "z2", "loss", "loss_12", "loss_21", "grad_p1", "grad_p2");
        using DisposeScope scope = NewDisposeScope();
        Tensor p1 = golden.Tensor("p1").requires_grad_(), p2 = golden.Tensor("p2").requires_grad_();
        Tensor z1 = golden.Tensor("z1").requires_grad_(), z2 = golden.Tensor("z2").requires_grad_();
        LossResult result = new ByolLoss().Compute(p1, p2, z1, z2);
        golden.ShouldMatch("loss", result.Loss);
        golden.ShouldMatch("loss_12", result.Terms[ByolLoss.FirstToSecond]);
        golden.ShouldMatch("loss_21", result.Terms[ByolLoss.SecondToFirst]);
        result.Loss.backward();
        golden.ShouldMatch("grad_p1", p1.grad!);
        golden.ShouldMatch("grad_p2", p2.grad!);
        (z1.grad, z2.grad).Should().Be((null, null), "targets are detached");
    }
}
