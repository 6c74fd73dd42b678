using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class AbmilWsiGolden : IGoldenCheck
{
    public string Stem => "abmil_wsi";

    public void Check(GoldenCase golden)
    {
        // In chunks of five as well: exact, so the reference holds at the same tolerance.
        foreach (int chunk in new[] { 16384, 5 })
        {
            using DisposeScope scope = NewDisposeScope();
            var options = new AbmilOptions { Width = golden.Integer("D_inner"), AttentionWidth = golden.Integer("attention_hidden"), Dropout = 0, AttentionDropout = 0, ChunkSize = chunk };
            using var model = new Abmil(golden.Integer("D"), golden.Integer("classes"), gated: true, options);
            golden.Load(model);
            Tensor x = golden.Input();
            using var bag = new Bag("golden", x);
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget((int)golden.Longs("in/label")[0])));
            using Tensor loss = output.Loss();
            loss.backward();
            golden.ShouldMatchAll(new Dictionary<string, Tensor>
            {
                ["out/logits"] = output.Logits, ["out/attention"] = output.Attention!, ["out/attention_raw"] = output.AttentionRaw!, ["out/bag_embedding"] = output.BagEmbedding!, ["loss/ce"] = loss,
                ["out/hidden"] = x.mm(model.get_parameter("dimreduction.fc1.weight")!.t()).relu(),
            });
            golden.ShouldMatchGradients(model, x);
        }
    }
}

public sealed class AttentionDeepMilGolden : IGoldenCheck
{
    // Also takes abmil_gated, abmil_plain and abmil_mnist_*.
    public string Stem => "abmil";

    public void Check(GoldenCase golden)
    {
        bool gated = golden.Stem.Contains("gated", StringComparison.Ordinal), digits = golden.Stem.Contains("mnist", StringComparison.Ordinal);
        foreach (int label in digits ? [(int)golden.Longs("in/label")[0]] : new[] { 0, 1 })
        {
            using DisposeScope scope = NewDisposeScope();
            using AttentionDeepMil model = digits ? AttentionDeepMil.ForDigits(gated) : AttentionDeepMil.ForEmbeddings(golden.Integer("embedding"), golden.Integer("attention_hidden"), gated);
            golden.Load(model);
            Tensor x = golden.Input();
            using var bag = new Bag("golden", x.reshape(x.size(0), -1));
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(label, LogitKind.Sigmoid)));
            using Tensor loss = output.Loss();
            loss.backward();
            Tensor probability = output.Logits.sigmoid();
            var values = new Dictionary<string, Tensor>
            {
                ["out/logit"] = output.Logits, ["out/prob"] = probability, ["out/pred"] = probability.ge(0.5).to(ScalarType.Float64), ["out/attention"] = output.Attention!, ["out/attention_raw"] = output.AttentionRaw!,
                ["out/bag_embedding"] = output.BagEmbedding!, [digits ? "loss/nll" : $"loss/nll_y{label}"] = loss,
            };
            if (digits)
            {
                values["out/embedding_sample"] = model.Embed(x.reshape(x.size(0), -1)).narrow(1, 0, 16);
                golden.ShouldMatchAll(values);
                golden.ShouldMatchGradients(model, x);
                continue;
            }

            values[$"loss/nll_y{1 - label}"] = -(label == 0 ? probability.clamp(1e-5, 1 - 1e-5) : 1 - probability.clamp(1e-5, 1 - 1e-5)).log().mean();
            golden.ShouldMatchAll(values);
            golden.ShouldMatchGradients(model, x, $"y{label}/");
        }
    }
}
