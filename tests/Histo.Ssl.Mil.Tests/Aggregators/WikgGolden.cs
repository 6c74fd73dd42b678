using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class WikgGolden : IGoldenCheck
{
    public string Stem => "wikg";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var options = new WikgOptions
        {
            Width = golden.Integer("hidden"), Neighbours = golden.Integer("topk"), Dropout = 0, Update = golden.Text("aggregation") == "gcn" ? WikgUpdate.Sum : WikgUpdate.BiInteraction,
            Pooling = golden.Text("pool") switch { "attn" => WikgPooling.Attention, "mean" => WikgPooling.Mean, _ => WikgPooling.Max },
        };
        using var model = new Wikg(golden.Integer("D"), golden.Integer("classes"), options);
        golden.Load(model);
        Tensor x = golden.Input();
        WikgPass pass = model.Run(x);
        Tensor loss = new ClassTarget((int)golden.Longs("in/label")[0]).Loss(pass.Logits);
        loss.backward();
        var values = new Dictionary<string, Tensor>
        {
            ["out/topk_index"] = pass.Index, ["out/topk_score"] = pass.Heard.Score, ["out/topk_prob"] = pass.Heard.Probability, ["out/knowledge_attention"] = pass.Heard.Weight, ["out/node_embedding"] = pass.Nodes,
            ["out/bag_embedding"] = pass.Embedding, ["out/logits"] = pass.Logits, ["loss/ce"] = loss,
        };
        if (pass.Attention is { } attention)
        {
            values["out/pool_attention"] = attention;
        }

        golden.ShouldMatchAll(values);
        golden.ShouldMatchGradients(model, x);
    }
}
