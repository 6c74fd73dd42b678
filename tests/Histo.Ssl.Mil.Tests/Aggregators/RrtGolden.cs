using System.Text.Json;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class RrtGolden : IGoldenCheck
{
    public string Stem => "rrt";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new Rrt(golden.Integer("D"), golden.Integer("classes"), Options(golden));
        golden.Load(model);
        Tensor x = golden.Input();
        RrtPass pass = model.Run(x);
        Tensor loss = new ClassTarget((int)golden.Longs("in/label")[0]).Loss(pass.Logits);
        loss.backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["out/after_rmsa"] = pass.Within, ["out/after_crmsa"] = pass.Across, ["out/encoder"] = pass.Encoded, ["out/attention_raw"] = pass.Raw, ["out/attention"] = pass.Attention, ["out/logits"] = pass.Logits,
            ["loss/ce"] = loss,
        });
        golden.ShouldMatchGradients(model, x);
    }

    private static RrtOptions Options(GoldenCase golden)
    {
        bool Flag(string name) => golden.Parameters.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
        return new RrtOptions
        {
            HiddenSize = golden.Integer("dim"), Heads = golden.Integer("heads"), PoolingSize = golden.Integer("pool_hidden"), EpegKernel = golden.Integer("epeg_k"), RepresentativeCount = golden.Integer("crmsa_k"),
            CrossHeads = golden.Integer("crmsa_heads"), RegionCount = golden.Parameters.TryGetProperty("region_num", out JsonElement regions) ? regions.GetInt32() : 8, CrossMlp = Flag("crmsa_mlp"),
            GlobalShortcut = Flag("all_shortcut"), TanhPooling = golden.Parameters.TryGetProperty("da_act", out JsonElement act) && act.GetString() == "tanh", Dropout = 0, AttentionDropout = 0,
        };
    }
}
