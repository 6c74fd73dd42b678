using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class DtfdGolden : IGoldenCheck
{
    public string Stem => "dtfd";

    public void Check(GoldenCase golden)
    {
        if (golden.Name.StartsWith("step_", StringComparison.Ordinal))
        {
            CheckSteps(golden);
            return;
        }

        CheckFirstTier(golden);
        foreach ((string name, DtfdDistillation distillation) in new[] { ("AFS", DtfdDistillation.Aggregated), ("MaxS", DtfdDistillation.MaxSelection), ("MaxMinS", DtfdDistillation.MaxMinSelection) })
        {
            CheckSecondTier(golden, name, distillation);
        }
    }

    private static void CheckFirstTier(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dtfd model = Create(golden);
        Tensor x = golden.Input();
        IReadOnlyList<DtfdGroup> groups = model.FirstTier(x, Groups(golden));
        Tensor logits = cat([.. groups.Select(group => group.Logits)]), loss = Target(golden).Loss(logits);
        loss.backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["loss/tier1"] = loss, ["out/tier1_logits"] = logits, ["out/group_attention"] = cat([.. groups.Select(group => group.Attention)]), ["out/group_embedding"] = cat([.. groups.Select(group => group.Embedding)]),
            ["out/cam_softmax"] = cat([.. groups.Select(group => group.Cam)]), ["out/cam_order"] = cat([.. groups.Select(group => group.Order())]), ["out/attention_raw_whole_bag"] = model.Raw(x),
        });
        foreach (string key in golden.Keys.Where(key => key.StartsWith("tier1/grad/", StringComparison.Ordinal)))
        {
            string name = key["tier1/grad/".Length..];
            golden.ShouldMatchGradient(key, "grad", name == "x" ? x.grad! : model.get_parameter(name)!.grad!);
        }

        foreach (string group in model.ClipGroups.Take(3))
        {
            golden.ShouldMatch("tier1/grad_norm/" + group, Norm(model, group));
        }
    }

    private static void CheckSecondTier(GoldenCase golden, string name, DtfdDistillation distillation)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dtfd model = Create(golden);
        Tensor pseudo = model.Distil(model.FirstTier(golden.Input().detach(), Groups(golden)), distillation).requires_grad_();
        DtfdPass pass = model.SecondTier(pseudo);
        Tensor loss = Target(golden).Loss(pass.Logits);
        loss.backward();
        golden.ShouldMatchAll(
            new Dictionary<string, Tensor> { ["loss/tier2"] = loss, ["out/pseudo_features"] = pseudo, ["out/tier2_attention"] = pass.Attention, ["out/tier2_logits"] = pass.Logits }, name + "/");
        golden.ShouldMatchGradients(model, zeros(1), name + "/", new Dictionary<string, Tensor> { ["pseudo_features"] = pseudo });
    }

    // Two steps with gradients clipped module by module, and Adam with decay in the gradient, by its formula.
    private static void CheckSteps(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dtfd model = Create(golden, DtfdDistillation.MaxMinSelection);
        var layout = new GoldenCase(golden.File, golden.Stem, golden.Text("step_case"), golden.Parameters, '/');
        using var bag = new Bag("golden", (layout.Tensor("in/x") * golden.Scalar("in/input_scale")).detach());
        var moments = model.named_parameters().ToDictionary(each => each.name, each => (First: zeros_like(each.parameter).detach(), Second: zeros_like(each.parameter).detach()));
        for (int step = 1; step <= 2; step++)
        {
            model.zero_grad();
            MilOutput output = model.ComputeGroups(new MilInput(bag, Target(layout)), Groups(layout));
            output.Loss().backward();
            golden.ShouldMatch($"step{step}/loss/tier1", output.Terms[0].Value);
            golden.ShouldMatch($"step{step}/loss/tier2", output.Terms[1].Value);
            golden.ShouldMatch($"step{step}/grad_norm_before_clip", [.. model.ClipGroups.Select(group => Norm(model, group))]);
            using (no_grad())
            {
                foreach (string group in model.ClipGroups)
                {
                    double factor = Math.Min(1, 5 / (Norm(model, group) + 1e-6));
                    foreach ((string name, Parameter parameter) in Of(model, group))
                    {
                        Tensor gradient = (parameter.grad! * factor) + (1e-4 * parameter);
                        moments[name].First.mul_(0.9).add_(0.1 * gradient);
                        moments[name].Second.mul_(0.999).add_(0.001 * gradient * gradient);
                        Tensor first = moments[name].First / (1 - Math.Pow(0.9, step)), second = moments[name].Second / (1 - Math.Pow(0.999, step));
                        parameter.sub_(1e-4 * first / (second.sqrt() + 1e-8));
                    }
                }
            }

            string prefix = $"after_step{step}/";
            string[] keys = [.. golden.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
            keys.Should().NotBeEmpty();
            foreach (string key in keys)
            {
                golden.ShouldMatch(key, model.get_parameter(key[prefix.Length..])!);
            }
        }
    }

    private static IEnumerable<(string Name, Parameter Parameter)> Of(Dtfd model, string group) => model.named_parameters().Where(each => each.name.StartsWith(group + ".", StringComparison.Ordinal));

    private static double Norm(Dtfd model, string group) => Math.Sqrt(Of(model, group).Where(each => each.Parameter.grad is not null).Sum(each => each.Parameter.grad!.square().sum().item<double>()));

    private static ClassTarget Target(GoldenCase golden) => new((int)golden.Longs("in/label")[0]);

    private static List<long[]> Groups(GoldenCase golden)
    {
        long[] order = golden.Longs("in/permutation");
        var groups = new List<long[]>();
        int start = 0;
        foreach (long size in golden.Longs("in/group_sizes"))
        {
            groups.Add(order[start..(start + (int)size)]);
            start += (int)size;
        }

        return groups;
    }

    private static Dtfd Create(GoldenCase golden, DtfdDistillation distillation = DtfdDistillation.Aggregated)
    {
        var model = new Dtfd(golden.Integer("D"), golden.Integer("classes"), new DtfdOptions
        {
            HiddenSize = golden.Integer("mDim"), AttentionSize = golden.Integer("attention_hidden"), ResidualBlocks = golden.Integer("residual_blocks"), Groups = golden.Integer("groups"),
            TotalInstances = golden.Integer("total_instance"), Distillation = distillation,
        });
        golden.Load(model);
        return model;
    }
}
