using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class RrtGoldenCheck : IGoldenCheck
{
    public string Stem => "rrt";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var options = new RrtOptions
        {
            Width = golden.Integer("dim"),
            Heads = golden.Integer("heads"),
            Regions = golden.IntegerOr("region_num", 8),
            Kernel = golden.Integer("epeg_k"),
            Slots = golden.Integer("crmsa_k"),
            CrossHeads = golden.Integer("crmsa_heads"),
            SlotNetwork = golden.FlagOr("crmsa_mlp"),
            Shortcut = golden.FlagOr("all_shortcut"),
            PoolWidth = golden.Integer("pool_hidden"),
            PoolActivation = golden.Parameters.TryGetProperty("da_act", out _) ? RrtActivation.Tanh : RrtActivation.Relu,
        };
        using var model = new RrtAggregator(options, golden.Integer("D"), golden.Integer("classes"), seed: 1);
        golden.Load(model);
        Tensor x = golden.Input();
        MilInput input = golden.BagOf(x);
        MilOutput output = model.Forward(input);
        golden.ShouldMatch("out/logits", output.Logits);
        golden.ShouldMatch("out/attention", output.Attention!);
        golden.ShouldMatch("out/attention_raw", output.AttentionRaw!);
        Tensor loss = output.Loss();
        golden.ShouldMatch("loss/ce", loss);
        loss.backward();
        golden.ShouldMatchGradients(model, x);
        Tensor projected = model.Project(x), within = model.Encoder.Within.call(projected);
        golden.ShouldMatch("out/after_rmsa", within);
        golden.ShouldMatch("out/after_crmsa", model.Encoder.Across.call(within));
        golden.ShouldMatch("out/encoder", model.Encoder.call(projected));
        input.Bag.Dispose();
    }
}
