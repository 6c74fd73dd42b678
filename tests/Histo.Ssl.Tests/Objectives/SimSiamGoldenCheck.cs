using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss and gradients of the official SimSiam code, in one case through its predictor in training mode.</summary>
public sealed class SimSiamGoldenCheck : IGoldenCheck
{
    private static readonly string[] Weights = ["0.weight", "1.weight", "1.bias", "3.weight", "3.bias"];

    public string Stem => "simsiam";

    public void Check(GoldenCase golden)
    {
        bool through = golden.Flag("with_predictor");
        string[] more = through
            ? ["grad_z1_through_predictor", "grad_z2_through_predictor", .. Weights.SelectMany(name => new[] { $"predictor.{name}", $"grad_predictor.{name}" })]
            : [];
        golden.Keys.Should().BeEquivalentTo(["p1", "p2", "z1", "z2", "loss", "grad_p1", "grad_p2", .. more]);
        using DisposeScope scope = NewDisposeScope();
        CheckLoss(golden);
        if (through)
        {
            CheckPredictor(golden);
        }
    }

    private static void CheckLoss(GoldenCase golden)
    {
        Tensor p1 = golden.Tensor("p1").requires_grad_(), p2 = golden.Tensor("p2").requires_grad_();
        Tensor z1 = golden.Tensor("z1").requires_grad_(), z2 = golden.Tensor("z2").requires_grad_();
        LossResult result = new SimSiamLoss().Compute(p1, p2, z1, z2);
        golden.ShouldMatch("loss", result.Loss);
        result.Loss.backward();
        golden.ShouldMatch("grad_p1", p1.grad!);
        golden.ShouldMatch("grad_p2", p2.grad!);
        (z1.grad, z2.grad).Should().Be((null, null), "projections are detached");
    }

    private static void CheckPredictor(GoldenCase golden)
    {
        Tensor z1 = golden.Tensor("z1").requires_grad_(), z2 = golden.Tensor("z2").requires_grad_();
        int hidden = (int)golden.Shape("predictor.0.weight")[0], size = (int)z1.size(1);
        using var predictor = new ProjectionHead(size, SimSiamObjective.PredictorSpec(hidden, size), 1);
        predictor.to(ScalarType.Float64);
        predictor.named_parameters().Select(pair => pair.name).Should().BeEquivalentTo(Weights);
        using (no_grad())
        {
            foreach (string name in Weights)
            {
                predictor.get_parameter(name)!.copy_(golden.Tensor($"predictor.{name}"));
            }
        }

        Tensor p1 = predictor.call(z1), p2 = predictor.call(z2);
        golden.ShouldMatch("p1", p1);
        golden.ShouldMatch("p2", p2);
        Tensor loss = new SimSiamLoss().Compute(p1, p2, z1, z2).Loss;
        golden.ShouldMatch("loss", loss);
        loss.backward();
        golden.ShouldMatch("grad_z1_through_predictor", z1.grad!);
        golden.ShouldMatch("grad_z2_through_predictor", z2.grad!);
        foreach (string name in Weights)
        {
            golden.ShouldMatch($"grad_predictor.{name}", predictor.get_parameter(name)!.grad!);
        }
    }
}
