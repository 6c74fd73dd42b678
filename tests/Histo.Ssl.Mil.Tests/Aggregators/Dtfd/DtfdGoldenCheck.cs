using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class DtfdGoldenCheck : IGoldenCheck
{
    private const string Shift = "attention_weights.bias";

    public string Stem => "dtfd";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        if (golden.Has("in/input_scale"))
        {
            DtfdSteps.Check(golden);
            return;
        }

        CheckFirstTier(golden);
        foreach (string distillation in DtfdReference.Distillations.Keys)
        {
            CheckSecondTier(golden, distillation);
        }
    }

    private static void CheckFirstTier(GoldenCase golden)
    {
        using DtfdAggregator model = DtfdReference.Model(golden, "AFS");
        Tensor x = golden.Input();
        (Tensor raw, IReadOnlyList<PseudoBag> bags) = model.FirstTier(x, DtfdReference.Groups(golden));
        Tensor logits = cat([.. bags.Select(bag => bag.Logits)], 0);
        Tensor[] activations = [.. bags.Select(bag => bag.Activation(model.Classifier))];
        golden.ShouldMatch("out/attention_raw_whole_bag", raw);
        golden.ShouldMatch("out/tier1_logits", logits);
        golden.ShouldMatch("out/group_attention", cat([.. bags.Select(bag => bag.Attention)], 0));
        golden.ShouldMatch("out/group_embedding", cat([.. bags.Select(bag => bag.Embedding)], 0));
        golden.ShouldMatch("out/cam_softmax", cat(activations, 0));
        golden.ShouldMatch("out/cam_order", cat([.. activations.Select(PseudoBag.Order)], 0));
        Tensor loss = golden.Target().Loss(logits);
        golden.ShouldMatch("loss/tier1", loss);
        loss.backward();
        golden.ShouldMatchGradientsButShifts(model, ("x", x), "tier1/", Shift);
        foreach (string module in new[] { "dimReduction", "attention", "classifier" })
        {
            golden.ShouldMatch($"tier1/grad_norm/{module}", Norm(model, module + "."));
        }
    }

    private static void CheckSecondTier(GoldenCase golden, string distillation)
    {
        using DtfdAggregator model = DtfdReference.Model(golden, distillation);
        Tensor x = golden.Input();
        (_, IReadOnlyList<PseudoBag> bags) = model.FirstTier(x, DtfdReference.Groups(golden));
        Tensor pseudo = model.Distill(bags);
        pseudo.requires_grad.Should().BeFalse("no gradient of tier 2 reaches tier 1");
        golden.ShouldMatch($"{distillation}/out/pseudo_features", pseudo);
        pseudo.requires_grad_();
        DtfdSecondTier.Result second = model.SecondTier.call(pseudo);
        golden.ShouldMatch($"{distillation}/out/tier2_attention", second.Attention);
        golden.ShouldMatch($"{distillation}/out/tier2_logits", second.Logits);
        Tensor loss = golden.Target().Loss(second.Logits);
        golden.ShouldMatch($"{distillation}/loss/tier2", loss);
        loss.backward();
        golden.ShouldMatchGradientsButShifts(model, ("pseudo_features", pseudo), $"{distillation}/", Shift);
        CheckWhole(golden, distillation, model, second.Logits);
    }

    // The aggregator's own pass puts the same parts together.
    private static void CheckWhole(GoldenCase golden, string distillation, DtfdAggregator model, Tensor logits)
    {
        using Tensor x = golden.Input();
        MilInput input = golden.BagOf(x);
        using MilOutput output = model.Forward(input, DtfdReference.Groups(golden));
        output.Logits.allclose(logits, 1e-12, 1e-12).Should().BeTrue();
        golden.ShouldMatch("loss/tier1", output.Terms[0].Value);
        golden.ShouldMatch($"{distillation}/loss/tier2", output.Terms[1].Value);
        golden.ShouldMatch("out/attention_raw_whole_bag", output.AttentionRaw!);
        input.Bag.Dispose();
    }

    private static double Norm(nn.Module module, string prefix) =>
        Math.Sqrt(module.named_parameters().Where(each => each.name.StartsWith(prefix, StringComparison.Ordinal)).Sum(each => each.parameter.grad!.square().sum().item<double>()));
}
