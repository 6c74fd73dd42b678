using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss and gradients, with and without the scaling to length 1, of the official SupCon code.</summary>
public sealed class SupConGoldenCheck : IGoldenCheck
{
    public string Stem => "supcon";

    public void Check(GoldenCase golden)
    {
        bool labelled = golden.Flag("labelled");
        golden.Keys.Should().BeEquivalentTo(["z", "u", "loss", "grad_z", "grad_u", .. labelled ? ["labels"] : Array.Empty<string>()]);
        using DisposeScope scope = NewDisposeScope();
        var loss = new SupConLoss
        {
            Temperature = golden.Number("temperature"),
            BaseTemperature = golden.Number("base_temperature"),
            Contrast = golden.Text("contrast_mode") == "one" ? SupConContrast.One : SupConContrast.All,
        };
        Tensor? labels = labelled ? golden.Tensor("labels").to(ScalarType.Int64) : null;
        Tensor z = golden.Tensor("z").requires_grad_(), u = golden.Tensor("u").requires_grad_();
        Tensor raw = loss.Compute(z, labels).Loss, scaled = loss.ComputeUnit(u, labels).Loss;
        golden.ShouldMatch("loss", raw);
        golden.ShouldMatch("loss", scaled);
        (raw + scaled).backward();
        golden.ShouldMatch("grad_z", z.grad!);
        golden.ShouldMatch("grad_u", u.grad!);
        golden.ShouldMatch("u", nn.functional.normalize(z, p: 2, dim: -1));
    }
}
