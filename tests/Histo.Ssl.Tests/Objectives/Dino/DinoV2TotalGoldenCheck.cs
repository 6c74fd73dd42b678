using Histo.Ssl.Collectives;
using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Total, displayed terms, centres and gradients of the official DINOv2 step on given tokens.</summary>
public sealed class DinoV2TotalGoldenCheck : IGoldenCheck
{
    public string Stem => "dinov2_total";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        bool locals = golden.Integer("n_local") > 0;
        double[] temperatures = [.. golden.Parameters.GetProperty("teacher_temps").EnumerateArray().Select(value => value.GetDouble())];
        DinoV2Options options = Options(golden);
        DinoV2Heads student = Heads(golden, options, "student."), teacher = Heads(golden, options, "teacher.");
        foreach (Parameter parameter in teacher.Named().SelectMany(entry => entry.Head.parameters()))
        {
            parameter.requires_grad = false;
        }

        (string Name, Parameter Parameter)[] trained = [.. student.Named().SelectMany(entry => entry.Head.named_parameters().Select(each => ($"{entry.Name}.{each.name}", each.parameter)))];
        golden.Keys.Should().BeEquivalentTo(Keys(temperatures.Length, locals, [.. trained.Select(each => each.Name)]));
        var terms = new DinoV2Terms(options, student, teacher, SingleProcess.Instance);
        terms.ClassTargets.to(ScalarType.Float64);
        terms.PatchTargets!.to(ScalarType.Float64);
        for (int step = 0; step < temperatures.Length; step++)
        {
            FrozenGradients.Drop(trained.Select(each => each.Parameter));
            CheckStep(golden, $"step{step}.", options, terms, temperatures[step], locals);
        }

        CheckHeads(golden, temperatures.Length, trained);

        foreach (nn.Module module in new nn.Module[] { terms.ClassTargets, terms.PatchTargets! }.Concat(student.Named().Concat(teacher.Named()).Select(entry => entry.Head)))
        {
            module.Dispose();
        }
    }

    private static void CheckStep(
        GoldenCase golden, string step, DinoV2Options options, DinoV2Terms terms, double temperature, bool locals)
    {
        Tensor masks = golden.Tensor(step + "masks").to(ScalarType.Bool);
        golden.ShouldMatch(step + "mask_indices", IbotLoss.MaskedPatches(masks));
        golden.ShouldMatch(step + "masks_weight", IbotLoss.Weights(masks));
        golden.ShouldMatch(step + "dino_center_used", terms.ClassTargets.state_dict()["center"]);
        golden.ShouldMatch(step + "ibot_center_used", terms.PatchTargets!.state_dict()["center"]);
        Tensor global = golden.Tensor(step + "student_global_cls").requires_grad_(), patches = golden.Tensor(step + "student_patch").requires_grad_();
        Tensor? local = locals ? golden.Tensor(step + "student_local_cls").requires_grad_() : null;
        var tokens = new DinoV2Tokens(global, local, golden.Tensor(step + "teacher_cls")) { Patches = (masks, patches, golden.Tensor(step + "teacher_patch")) };
        (LossResult result, _) = terms.Compute(tokens, temperature);
        golden.ShouldMatch(step + "total", result.Loss);
        golden.ShouldMatch(step + "dino_global_crops_loss", result.Terms[DinoV2ClassLoss.Global]);
        golden.ShouldMatch(step + "koleo_loss_displayed", result.Terms[DinoV2Objective.KoLeo] * (options.KoLeoWeight / 2));
        golden.ShouldMatch(step + "ibot_loss_displayed", result.Terms[DinoV2Objective.Ibot] / 2);
        result.Loss.backward();
        golden.ShouldMatch(step + "grad_student_global_cls", global.grad!);
        golden.ShouldMatch(step + "grad_student_patch", patches.grad!);
        if (local is not null)
        {
            golden.ShouldMatch(step + "dino_local_crops_loss", result.Terms[DinoV2ClassLoss.Local]);
            golden.ShouldMatch(step + "grad_student_local_cls", local.grad!);
        }
    }

    // The reference kept one buffer for the gradients of the heads: under every step there are those of the last one. Those of earlier steps are covered by the gradients of the tokens.
    private static void CheckHeads(GoldenCase golden, int steps, (string Name, Parameter Parameter)[] trained)
    {
        foreach ((string name, Parameter parameter) in trained)
        {
            for (int step = 0; step < steps; step++)
            {
                golden.ShouldMatch($"step{step}.grad_student.{name}", parameter.grad!);
            }
        }
    }

    private static DinoV2Options Options(GoldenCase golden) => new()
    {
        LocalCrops = golden.Integer("n_local"),
        Prototypes = golden.Integer("K"),
        IbotPrototypes = golden.Integer("K_ibot"),
        HiddenSize = golden.Integer("hidden_dim"),
        BottleneckSize = golden.Integer("bottleneck_dim"),
        IbotBottleneckSize = golden.Integer("bottleneck_dim"),
        SeparateIbotHead = golden.Flag("separate_ibot_head"),
        ClassWeight = golden.Number("dino_weight"),
        KoLeoWeight = golden.Number("koleo_weight"),
        IbotWeight = golden.Number("ibot_weight"),
        StudentTemperature = golden.Number("student_temp"),
        CenterMomentum = golden.Number("center_momentum"),
        Balance = golden.Text("centering") == "centering" ? TeacherBalance.Centering : TeacherBalance.Sinkhorn,
    };

    private static DinoV2Heads Heads(GoldenCase golden, DinoV2Options options, string side)
    {
        DinoV2Heads heads = DinoV2Heads.Create(options, golden.Integer("D"), 1);
        foreach ((string name, nn.Module head) in heads.Named())
        {
            DinoHeadGoldenCheck.Load((DinoHead)head, golden, $"{side}{name}.");
        }

        return heads;
    }

    private static IEnumerable<string> Keys(int steps, bool locals, string[] trained)
    {
        List<string> keys =
        [
            "student_global_cls", "student_patch", "teacher_cls", "teacher_patch", "masks", "mask_indices", "masks_weight", "total", "dino_global_crops_loss", "koleo_loss_displayed", "ibot_loss_displayed",
            "dino_center_used", "ibot_center_used", "grad_student_global_cls", "grad_student_patch", .. trained.Select(name => "grad_student." + name),
        ];
        if (locals)
        {
            keys.AddRange(["student_local_cls", "dino_local_crops_loss", "grad_student_local_cls"]);
        }

        return Enumerable.Range(0, steps).SelectMany(step => keys.Select(key => $"step{step}.{key}")).Concat(trained.SelectMany(name => new[] { "student." + name, "teacher." + name }));
    }
}
