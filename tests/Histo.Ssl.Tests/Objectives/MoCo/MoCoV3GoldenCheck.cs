using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss, both directions and gradients of the official MoCo v3 code.</summary>
public sealed class MoCoV3GoldenCheck : IGoldenCheck
{
    public string Stem => "moco_v3";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("q1", "q2", "k1", "k2", "loss", "loss_q1k2", "loss_q2k1", "grad_q1", "grad_q2");
        using DisposeScope scope = NewDisposeScope();
        Tensor q1 = golden.Tensor("q1").requires_grad_(), q2 = golden.Tensor("q2").requires_grad_();
        Tensor k1 = golden.Tensor("k1").requires_grad_(), k2 = golden.Tensor("k2").requires_grad_();
        LossResult result = new MoCoV3Loss { Temperature = golden.Number("temperature") }.Compute(q1, q2, k1, k2);
        golden.ShouldMatch("loss", result.Loss);
        golden.ShouldMatch("loss_q1k2", result.Terms[MoCoV3Loss.FirstToSecond]);
        golden.ShouldMatch("loss_q2k1", result.Terms[MoCoV3Loss.SecondToFirst]);
        result.Loss.backward();
        golden.ShouldMatch("grad_q1", q1.grad!);
        golden.ShouldMatch("grad_q2", q2.grad!);
        (k1.grad, k2.grad).Should().Be((null, null), "keys are detached");
    }
}
