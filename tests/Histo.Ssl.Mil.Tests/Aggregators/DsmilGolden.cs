using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class DsmilGolden : IGoldenCheck
{
    public string Stem => "dsmil";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        int classes = golden.Integer("classes");
        using var model = new Dsmil(golden.Integer("D"), classes, new DsmilOptions { NonlinearQuery = golden.Flag("nonlinear_query"), LearnedValue = golden.Flag("passing_v") });
        golden.Load(model);
        Tensor x = golden.Input(), label = golden.Tensor("in/label");
        using var bag = new Bag("golden", x);
        using MilOutput output = model.Forward(new MilInput(bag, new MultiHot(label)));
        using Tensor loss = output.Loss();
        loss.backward();
        Tensor strongest = output.InstanceLogits!.max(0, keepdim: true).values;
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["out/logits"] = output.Logits, ["out/attention"] = output.Attention!.t(), ["out/bag_embedding"] = output.BagEmbedding!, ["out/instance_scores"] = output.InstanceLogits!, ["out/max_scores"] = strongest,
            ["out/critical_index"] = output.InstanceLogits!.argmax(0), ["out/prob_bag"] = output.Logits.sigmoid(), ["out/prob_sum"] = output.Logits.sigmoid() + strongest.sigmoid(),
            ["loss/bag"] = output.Terms[0].Value, ["loss/max"] = output.Terms[1].Value, ["loss/total"] = loss,
        });
        golden.ShouldMatchGradients(model, x);
    }

    /// <summary>Several classes at once, as the original's labels.</summary>
    private sealed record MultiHot(Tensor Truth) : IBagTarget
    {
        public int? ClassIndex => null;

        public Tensor Loss(Tensor logits) => nn.functional.binary_cross_entropy_with_logits(logits, Truth);
    }
}
