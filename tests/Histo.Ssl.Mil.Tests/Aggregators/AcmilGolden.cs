using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class AcmilGolden : IGoldenCheck
{
    public string Stem => "acmil";

    public void Check(GoldenCase golden)
    {
        bool heads = golden.Stem == "acmil_mha";
        foreach (string mode in new[] { "eval", "train" })
        {
            using DisposeScope scope = NewDisposeScope();
            var options = new AcmilOptions
            {
                HiddenSize = golden.Integer("D_inner"), AttentionSize = heads ? 1 : golden.Integer("attention_hidden"), Branches = golden.Integer("branches"), Heads = heads ? golden.Integer("heads") : 0, Dropout = 0,
            };
            using var model = new Acmil(golden.Integer("D"), golden.Integer("classes"), options);
            golden.Load(model);
            Tensor x = golden.Input();

            // Stored as (branch, pick), or (branch, head, pick).
            Tensor indices = golden.Tensor("in/masked_index").to(ScalarType.Int64);
            indices = heads ? indices.transpose(0, 1) : indices.unsqueeze(0);
            AcmilPass pass = model.Run(x, mode == "train" && indices.numel() > 0 ? _ => indices : null);
            IReadOnlyList<LossTerm> terms = model.Terms(pass, new ClassTarget((int)golden.Longs("in/label")[0]));
            Tensor loss = terms.Select(term => term.Value).Aggregate((sum, next) => sum + next);
            loss.backward();
            Tensor Shaped(Tensor value) => heads ? value : value[0];
            var values = new Dictionary<string, Tensor>
            {
                ["out/attention"] = Shaped(pass.Attention), ["out/attention_raw"] = Shaped(pass.Raw), ["out/bag_attention"] = pass.BagAttention, ["out/branch_logits"] = pass.BranchLogits, ["out/logits"] = pass.Logits,
                ["loss/total"] = loss, ["loss/branches"] = zeros(new long[0], dtype: ScalarType.Float64), ["loss/diversity"] = zeros(new long[0], dtype: ScalarType.Float64),
            };
            foreach (LossTerm term in terms)
            {
                values["loss/" + term.Name] = term.Value;
            }

            golden.ShouldMatchAll(values, mode + "/");
            golden.ShouldMatchGradients(model, x, mode + "/");
        }
    }
}
