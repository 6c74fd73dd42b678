using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.Ssl.Mil.Tests.Graphs;
using Histo.Ssl.Training;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class SrmilGolden : IGoldenCheck
{
    // Also takes srmil_full_size.
    public string Stem => "srmil";

    public void Check(GoldenCase golden)
    {
        if (golden.Name == "adamw")
        {
            CheckSteps(golden);
            return;
        }

        if (golden.Name == "n1")
        {
            CheckSingle(golden);
            return;
        }

        CheckStep(golden, detachTarget: false);
        if (golden.Has("grad/x_target_detached"))
        {
            CheckStep(golden, detachTarget: true);
        }
    }

    private static void CheckStep(GoldenCase golden, bool detachTarget)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenCase layout = Layout(golden);
        SrmilReadout readout = golden.Name.EndsWith("attender", StringComparison.Ordinal) ? SrmilReadout.Attender : SrmilReadout.SuperNode;
        using Srmil model = Create(golden, readout, golden.Name.Contains("w1", StringComparison.Ordinal) ? 1 : 2);
        model.DetachTarget = detachTarget;
        Tensor x = layout.Input();
        using var bag = new Bag("golden", x, RadiusGraphGolden.Positions(layout, 224));
        var target = new ClassTarget((int)(golden.Has("in/label") ? golden : layout).Longs("in/label")[0]);
        long[] hidden = layout.Longs("in/mask");
        MilOutput output = model.ComputeHidden(new MilInput(bag, target), hidden);
        Tensor loss = output.Loss();
        loss.backward();
        if (detachTarget)
        {
            golden.ShouldMatchGradient("grad/x_target_detached", "grad", x.grad!);
            return;
        }

        golden.ShouldMatchGradients(model, x, others: new Dictionary<string, Tensor> { ["x_target_detached"] = Reference(golden) });
        golden.ShouldMatchAll(Values(model, bag, output, loss, hidden, golden.Stem.EndsWith("full_size", StringComparison.Ordinal)));
    }

    // Checked by a run of its own; here it stands for itself.
    private static Tensor Reference(GoldenCase golden)
    {
        Tensor holder = zeros(1);
        if (golden.Has("grad/x_target_detached"))
        {
            holder = golden.Tensor("grad/x_target_detached");
            holder.grad = golden.Tensor("grad/x_target_detached");
        }

        return holder;
    }

    private static Dictionary<string, Tensor> Values(Srmil model, Bag bag, MilOutput output, Tensor loss, long[] hidden, bool digest)
    {
        NeighbourTable table = model.Graph(bag);
        Tensor rows = tensor(hidden), shown = model.Reform(bag.Features, rows);
        SrmilReconstruction back = model.Reconstruct(table, shown, rows);
        SrmilAnswer masked = model.Classify(table, shown), clean = model.Classify(table, model.Reform(bag.Features, null));
        Dictionary<string, Tensor> terms = output.Terms.ToDictionary(term => term.Name, term => term.Value);
        var values = new Dictionary<string, Tensor>
        {
            ["loss/total"] = loss, ["loss/classification"] = terms["ce_masked"] + terms["ce_clean"], ["out/logits_clean"] = output.Logits, ["out/logits_masked"] = masked.Logits,
            ["out/prob_clean"] = output.Logits.softmax(1), ["out/bag_embedding"] = output.BagEmbedding!, ["out/bridge"] = back.Bridge, ["out/remasked"] = back.Remasked, ["out/encoded_masked"] = back.Encoded,
            ["out/reconstruction"] = back.Output, ["out/attention"] = output.Attention!, ["out/attention_raw"] = output.AttentionRaw!, ["out/encoded_clean"] = clean.States[^1].Nodes,
            ["out/supernode_attention"] = output.Attention!,
        };
        foreach (string term in terms.Keys)
        {
            values["loss/" + term] = terms[term];
        }

        if (clean.States[^1].Super is { } super)
        {
            values["out/encoded_clean_with_supernode"] = cat([clean.States[^1].Nodes, super]);
            values["out/supernode_attention_layer1"] = clean.States[0].SuperAttention!;
            values["out/supernode_attention_layer2"] = clean.States[1].SuperAttention!;
        }

        if (digest)
        {
            values["out/encoded_masked_sample"] = back.Encoded.slice(1, 0, back.Encoded.size(1), back.Encoded.size(1) / 16);
            values["out/reconstruction_sample"] = back.Output.slice(1, 0, back.Output.size(1), back.Output.size(1) / 32);
        }

        return values;
    }

    private static void CheckSingle(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var values = new Dictionary<string, Tensor>();
        foreach (SrmilReadout readout in new[] { SrmilReadout.Attender, SrmilReadout.SuperNode })
        {
            using Srmil model = Create(golden, readout, 2);
            Tensor x = golden.Input();
            using var bag = new Bag("golden", x, RadiusGraphGolden.Positions(golden, 224));
            MilOutput output = model.ComputeHidden(new MilInput(bag, new ClassTarget((int)golden.Longs("in/label")[0])), []);
            string name = readout == SrmilReadout.Attender ? "attender" : "supernode";
            values["out/logits_clean_" + name] = output.Logits;
            if (readout == SrmilReadout.SuperNode)
            {
                Tensor loss = output.Terms.Single().Value;
                loss.backward();
                values["loss/ce_clean_supernode"] = loss;
                golden.ShouldMatchGradients(model, x);
            }
        }

        golden.ShouldMatchAll(values);
    }

    private static void CheckSteps(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenCase layout = new(golden.File, golden.Stem, "n50", golden.Parameters, '/');
        using Srmil model = Create(golden, SrmilReadout.SuperNode, 2);
        using var optimizer = new AdamWOptimizer(
            [new ParameterGroup("all", [.. model.named_parameters().Select(each => new NamedParameter(each.name, each.parameter))]) { WeightDecay = golden.Number("weight_decay") }]);
        using var bag = new Bag("golden", layout.Input().detach(), RadiusGraphGolden.Positions(layout, 224));
        var target = new ClassTarget((int)golden.Longs("in/label")[0]);
        for (int step = 1; step <= 2; step++)
        {
            model.zero_grad();
            MilOutput output = model.LearnHidden(new MilInput(bag, target), layout.Longs("in/mask"), 1);
            Tensor loss = output.Loss();
            optimizer.Step(golden.Number("lr"));
            golden.ShouldMatch($"step{step}/loss/total", loss);
            string prefix = $"after_step{step}/";
            string[] keys = [.. golden.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
            keys.Should().NotBeEmpty();
            foreach (string key in keys)
            {
                golden.ShouldMatch(key, model.get_parameter(key[prefix.Length..])!);
            }
        }
    }

    private static GoldenCase Layout(GoldenCase golden) => golden.Stem.EndsWith("full_size", StringComparison.Ordinal)
        ? golden.WithoutName()
        : golden.Layout();

    private static Srmil Create(GoldenCase golden, SrmilReadout readout, int window)
    {
        var options = new SrmilOptions
        {
            Width = golden.Integer("hidden"), Heads = golden.Integer("heads"), ClassifierWidth = golden.Integer("classifier_hidden"), AttenderWidth = golden.Stem.EndsWith("full_size", StringComparison.Ordinal) ? 128 : 16,
            FeatureDropout = 0, AttentionDropout = 0, ClassifierDropout = 0, Gamma = golden.Number("gamma"), CleanWeight = golden.Number("w_ce"), ReconstructionWeight = golden.Number("w_gen"), Window = window, Readout = readout,
        };
        var model = new Srmil(golden.Integer("D"), golden.Integer("classes"), options);
        golden.Load(model);
        return model;
    }
}

public sealed class ScaledCosineErrorGolden : IGoldenCheck
{
    public string Stem => "scaled_cosine_error";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (int gamma in new[] { 1, 2, 3 })
        {
            Tensor x = golden.Input("in/x"), y = golden.Input("in/y"), loss = new ScaledCosineError { Gamma = gamma }.Compute(x, y);
            loss.backward();
            golden.ShouldMatch($"gamma{gamma}/loss", loss);
            foreach ((string name, Tensor input) in new[] { ("x", x), ("y", y) })
            {
                string key = $"gamma{gamma}/grad/{name}";
                if (golden.Has(key) && !golden.Name.EndsWith("_zero", StringComparison.Ordinal))
                {
                    golden.ShouldMatchGradient(key, "grad", input.grad!);
                }
            }
        }
    }
}
