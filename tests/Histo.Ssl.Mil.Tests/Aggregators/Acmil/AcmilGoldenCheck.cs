using System.Text.Json;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class AcmilGoldenCheck : IGoldenCheck
{
    public string Stem => "acmil";

    public void Check(GoldenCase golden)
    {
        foreach (string section in new[] { "eval", "train" })
        {
            using DisposeScope scope = NewDisposeScope();
            using AcmilAggregator model = Model(golden);
            Check(golden, model, section);
        }
    }

    private static AcmilAggregator Model(GoldenCase golden)
    {
        bool heads = golden.Parameters.GetProperty("heads").ValueKind != JsonValueKind.Null;
        var options = new AcmilOptions
        {
            Attention = heads ? AcmilAttention.MultiHead : AcmilAttention.Gated,
            Width = golden.Integer("D_inner"),
            Heads = heads ? golden.Integer("heads") : 8,
            AttentionWidth = heads ? 128 : golden.Integer("attention_hidden"),
            Branches = golden.Integer("branches"),
            HeadDropout = 0,
        };
        AcmilAggregator model = AcmilAggregator.Create(options, golden.Integer("D"), golden.Integer("classes"), seed: 1);
        golden.Load(model);
        return model;
    }

    private static void Check(GoldenCase golden, AcmilAggregator model, string section)
    {
        model.train(section == "train");
        Tensor x = golden.Input();
        MilInput input = golden.BagOf(x);
        MilOutput output = section == "train" ? model.Forward(input, Masked(golden)) : model.Forward(input);
        golden.ShouldMatch($"{section}/out/logits", output.Logits);
        golden.ShouldMatch($"{section}/out/attention_raw", Shaped(golden, $"{section}/out/attention_raw", output.AttentionRaw!));
        golden.ShouldMatch($"{section}/out/attention", Shaped(golden, $"{section}/out/attention", output.Attention!));
        long[] bag = golden.Shape($"{section}/out/bag_attention");
        golden.ShouldMatch($"{section}/out/bag_attention", output.Attention!.reshape(-1, bag[0], bag[1]).mean([0]));
        AcmilReading reading = model.ReadBranches(x, section == "train" ? SalientMask.Given(Masked(golden), (int)output.Attention.size(0), input) : SalientMask.None);
        golden.ShouldMatch($"{section}/out/branch_logits", reading.BranchLogits);
        foreach (string term in new[] { "bag", "branches", "diversity" })
        {
            golden.ShouldMatch($"{section}/loss/{term}", output.Terms.SingleOrDefault(each => each.Name == term)?.Value.item<double>() ?? 0);
        }

        Tensor loss = output.Loss();
        golden.ShouldMatch($"{section}/loss/total", loss);
        loss.backward();
        golden.ShouldMatchGradientsButShifts(model, ("x", x), section + "/", "attention_weights.bias", "k_proj.bias");
        input.Bag.Dispose();
    }

    // Lists of instances, one a row of the attention: the reference's are (branch, pick) or (branch, head, pick).
    private static long[][] Masked(GoldenCase golden)
    {
        long[] shape = golden.Shape("in/masked_index"), all = golden.Longs("in/masked_index");
        int picks = (int)shape[^1], rows = (int)shape[..^1].Aggregate((product, size) => product * size);
        return [.. Enumerable.Range(0, rows).Select(row => all[(row * picks)..((row + 1) * picks)])];
    }

    // The reference of several heads is (head, branch, instance); rows here are branch by branch the heads.
    private static Tensor Shaped(GoldenCase golden, string key, Tensor rows)
    {
        long[] shape = golden.Shape(key);
        return shape.Length == 2 ? rows : rows.reshape(shape[1], shape[0], shape[2]).transpose(0, 1);
    }
}
