using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class ClamGolden : IGoldenCheck
{
    public string Stem => "clam";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using Clam model = Create(golden);
        golden.Load(model);
        Tensor x = golden.Layout().Input();
        using var bag = new Bag("golden", x);
        IBagTarget? target = golden.Has("in/label") ? new ClassTarget((int)golden.Longs("in/label")[0]) : null;
        (MilOutput output, IReadOnlyList<ClamInstances> instances, PooledBag pooled) = model.ComputeWithInstances(new MilInput(bag, target));
        var values = new Dictionary<string, Tensor>
        {
            ["out/logits"] = output.Logits, ["out/prob"] = output.Logits.softmax(1), ["out/attention"] = output.Attention!, ["out/attention_raw"] = output.AttentionRaw!,
            ["out/bag_embedding"] = output.BagEmbedding!, ["out/hidden"] = pooled.Hidden!,
        };
        foreach (LossTerm term in output.Terms)
        {
            values["loss/" + term.Name] = term.Value;
        }

        if (instances.Count > 0)
        {
            values["out/inst_labels"] = cat([.. instances.Select(each => each.Targets)]);
            values["out/inst_preds"] = cat([.. instances.Select(each => each.Logits.argmax(1))]);
        }

        if (target is not null)
        {
            values["loss/total"] = output.Loss();
            values["loss/total"].backward();
            golden.ShouldMatchGradients(model, x);
        }

        golden.ShouldMatchAll(values);
    }

    private static Clam Create(GoldenCase golden)
    {
        int inputs = golden.Integer("D"), outputs = golden.Integer("classes");
        var options = new ClamOptions
        {
            Width = golden.Integer("hidden"), AttentionWidth = golden.Integer("attention_hidden"), Gated = !golden.Stem.Contains("plain", StringComparison.Ordinal), Dropout = 0, ClampSamples = false,
            SampleCount = golden.Has("in/k_sample") ? (int)golden.Longs("in/k_sample")[0] : 8, Subtyping = golden.Flag("subtyping"),
            InstanceLoss = golden.Text("instance_loss") == "svm" ? ClamLoss.Svm : ClamLoss.CrossEntropy, BagLoss = golden.Text("bag_loss") == "svm" ? ClamLoss.Svm : ClamLoss.CrossEntropy, BagWeight = golden.Number("bag_weight"),
        };
        return golden.Stem.StartsWith("clam_sb", StringComparison.Ordinal) ? new ClamSingleBranch(inputs, outputs, options) : new ClamMultiBranch(inputs, outputs, options);
    }
}

public sealed class ClamInstanceLossGolden : IGoldenCheck
{
    public string Stem => "clam_instance_eval";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new ClamInstanceLoss(golden.Name.EndsWith("svm", StringComparison.Ordinal) ? ClamLoss.Svm : ClamLoss.CrossEntropy);
        Tensor attention = golden.Tensor("in/attention")[0];
        int k = (int)golden.Longs("in/k")[0];
        foreach (bool inClass in new[] { true, false })
        {
            Tensor hidden = golden.Input("in/h"), weight = golden.Input("in/weight"), bias = golden.Input("in/bias");
            Tensor Classify(Tensor chosen)
            {
                golden.ShouldMatch("out/top_index", chosen.narrow(0, 0, k));
                if (inClass)
                {
                    golden.ShouldMatch("out/bottom_index", chosen.narrow(0, k, k));
                }

                return nn.functional.linear(hidden.index_select(0, chosen), weight, bias);
            }

            ClamInstances seen = inClass ? loss.InClass(attention, k, Classify) : loss.OutOfClass(attention, k, Classify);
            string prefix = inClass ? "in_class/" : "out_class/";
            seen.Loss.backward();
            golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["loss"] = seen.Loss, ["preds"] = seen.Logits.argmax(1), ["targets"] = seen.Targets }, prefix);
            if (golden.Has("out/hard") && inClass)
            {
                golden.ShouldMatch("out/hard", new SmoothTop1Svm().IsHard(seen.Logits));
            }

            golden.ShouldMatchGradient(prefix + "grad/h", "grad", hidden.grad!);
            golden.ShouldMatchGradient(prefix + "grad/weight", "grad", weight.grad!);
            golden.ShouldMatchGradient(prefix + "grad/bias", "grad", bias.grad!);
        }
    }
}

public sealed class SmoothTop1SvmGolden : IGoldenCheck
{
    public string Stem => "smooth_top1_svm";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] settings = golden.Doubles("in/alpha_tau");
        var loss = new SmoothTop1Svm { Margin = settings[0], Temperature = settings[1] };
        Tensor scores = golden.Input("in/scores"), value = loss.Compute(scores, tensor(golden.Longs("in/label")));
        value.backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["loss/svm"] = value, ["out/hard"] = loss.IsHard(scores) });
        golden.ShouldMatchGradient("grad/scores", "grad", scores.grad!);
    }
}
