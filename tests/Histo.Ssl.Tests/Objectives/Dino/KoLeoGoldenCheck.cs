using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Neighbours, loss and gradient of the official KoLeo regulariser.</summary>
public sealed class KoLeoGoldenCheck : IGoldenCheck
{
    public string Stem => "koleo";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("x", "loss", "grad_x", "nn_index");
        using DisposeScope scope = NewDisposeScope();
        Tensor x = golden.Tensor("x").requires_grad_();
        var loss = new KoLeoLoss();
        golden.ShouldMatch("nn_index", loss.NearestNeighbours(x));
        Tensor value = loss.Compute(x);
        golden.ShouldMatch("loss", value);
        value.backward();
        golden.ShouldMatch("grad_x", x.grad!);
    }
}
