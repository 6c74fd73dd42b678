using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss, both halves and gradients, with and without the scaling to length 1, of the published WeakSupCon code.</summary>
public sealed class WeakSupConGoldenCheck : IGoldenCheck
{
    public string Stem => "weaksupcon";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("z", "u_neg", "u_pos", "loss", "loss_similarity", "loss_simclr", "grad_z", "grad_u_neg", "grad_u_pos");
        using DisposeScope scope = NewDisposeScope();
        int b0 = golden.Integer("b0"), b1 = golden.Integer("b1");
        var loss = new WeakSupConLoss { Temperature = golden.Number("temperature"), BaseTemperature = golden.Number("base_temperature"), Lambda = golden.Number("lambda_") };

        // Rows: negative bags view 1, positive bags view 1, negative bags view 2, positive bags view 2.
        Tensor z = golden.Tensor("z").requires_grad_();
        Tensor negative = stack([z.narrow(0, 0, b0), z.narrow(0, b0 + b1, b0)], 1), positive = stack([z.narrow(0, b0, b1), z.narrow(0, (2 * b0) + b1, b1)], 1);
        Check(golden, loss.Compute(negative, positive));
        golden.ShouldMatch("grad_z", z.grad!);

        Tensor negativeUnits = golden.Tensor("u_neg").requires_grad_(), positiveUnits = golden.Tensor("u_pos").requires_grad_();
        golden.ShouldMatch("u_neg", nn.functional.normalize(negative, p: 2, dim: -1));
        golden.ShouldMatch("u_pos", nn.functional.normalize(positive, p: 2, dim: -1));
        Check(golden, loss.ComputeUnit(negativeUnits, positiveUnits));
        golden.ShouldMatch("grad_u_neg", negativeUnits.grad!);
        if (b1 > 1)
        {
            golden.ShouldMatch("grad_u_pos", positiveUnits.grad!);
            return;
        }

        // With one positive-bag patch the contrastive half is the constant 0: the reference holds nothing but rounding there, its relative tolerance means nothing.
        positiveUnits.grad!.count_nonzero().item<long>().Should().Be(0);
        golden.Doubles("grad_u_pos").Should().OnlyContain(value => Math.Abs(value) < 1e-12);
    }

    private static void Check(GoldenCase golden, LossResult result)
    {
        golden.ShouldMatch("loss", result.Loss);
        golden.ShouldMatch("loss_similarity", result.Terms[WeakSupConLoss.Similarity]);
        golden.ShouldMatch("loss_simclr", result.Terms[WeakSupConLoss.SimClr]);
        result.Loss.backward();
    }
}
