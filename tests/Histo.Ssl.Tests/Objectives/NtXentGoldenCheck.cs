using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss and gradients of lightly's NT-Xent.</summary>
public sealed class NtXentGoldenCheck : IGoldenCheck
{
    public string Stem => "nt_xent";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("z0", "z1", "loss", "grad_z0", "grad_z1");
        using DisposeScope scope = NewDisposeScope();
        Tensor first = golden.Tensor("z0").requires_grad_(), second = golden.Tensor("z1").requires_grad_();
        LossResult result = new NtXentLoss { Temperature = golden.Number("temperature") }.Compute(first, second);
        golden.ShouldMatch("loss", result.Loss);
        result.Loss.backward();
        golden.ShouldMatch("grad_z0", first.grad!);
        golden.ShouldMatch("grad_z1", second.grad!);
    }
}
