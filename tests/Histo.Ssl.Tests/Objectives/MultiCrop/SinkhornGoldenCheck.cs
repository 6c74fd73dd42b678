using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Balanced assignments of the official DINOv2 code, and of an extended-precision evaluation where that overflows.</summary>
public sealed class SinkhornGoldenCheck : IGoldenCheck
{
    public string Stem => "sinkhorn";

    public void Check(GoldenCase golden)
    {
        string[] single = golden.Has("output_f32") ? ["output_f32"] : [];
        golden.Keys.Should().BeEquivalentTo(["logits", "output", "sum_over_prototypes", "sum_over_samples", .. single]);
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = golden.Tensor("logits");
        var sinkhorn = new Sinkhorn { Iterations = golden.Integer("n_iterations") };
        Tensor balanced = sinkhorn.Compute(logits, golden.Number("tau"));
        golden.ShouldMatch("output", balanced);
        golden.ShouldMatch("sum_over_prototypes", balanced.sum(dim: 1));
        golden.ShouldMatch("sum_over_samples", balanced.sum(dim: 0));
        foreach (string key in single)
        {
            LossChecks.ShouldBeClose(sinkhorn.Compute(logits.to(ScalarType.Float32), golden.Number("tau")).to(ScalarType.Float64), golden.Tensor(key), 1e-5);
        }
    }
}
