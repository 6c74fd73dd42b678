using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Masked patches, weights, targets, loss, gradient and centres of the official iBOT loss.</summary>
public sealed class IbotLossGoldenCheck : IGoldenCheck
{
    public string Stem => "ibot_patch_loss";

    public void Check(GoldenCase golden)
    {
        bool centering = golden.Text("centering") == "centering";
        double[] temperatures = [.. golden.Parameters.GetProperty("teacher_temps").EnumerateArray().Select(value => value.GetDouble())];
        string[] steps = ["teacher_masked", "q", "student_masked", "loss", "grad_student_masked", .. centering ? ["center_used"] : Array.Empty<string>()];
        golden.Keys.Where(key => !key.EndsWith(".loss_dense_form", StringComparison.Ordinal)).Should().BeEquivalentTo(
            ["masks", "mask_indices", "masks_weight", .. centering ? ["center_after_flush"] : Array.Empty<string>(), .. Enumerable.Range(0, temperatures.Length).SelectMany(step => steps.Select(key => $"step{step}.{key}"))]);
        using DisposeScope scope = NewDisposeScope();
        Tensor masks = golden.Tensor("masks").to(ScalarType.Bool);
        golden.ShouldMatch("mask_indices", IbotLoss.MaskedPatches(masks));
        golden.ShouldMatch("masks_weight", IbotLoss.Weights(masks));
        using var targets = new TeacherTargets(golden.Integer("K"), centering ? TeacherBalance.Centering : TeacherBalance.Sinkhorn, golden.Number("center_momentum"));
        targets.to(ScalarType.Float64);
        Tensor center = targets.state_dict()["center"];
        var loss = new IbotLoss { StudentTemperature = golden.Number("student_temp") };
        for (int step = 0; step < temperatures.Length; step++)
        {
            if (centering)
            {
                golden.ShouldMatch($"step{step}.center_used", center);
            }

            Tensor q = targets.Next(golden.Tensor($"step{step}.teacher_masked"), temperatures[step]);
            golden.ShouldMatch($"step{step}.q", q);
            Tensor student = golden.Tensor($"step{step}.student_masked").requires_grad_();
            Tensor value = loss.Compute(student, q, masks);
            golden.ShouldMatch($"step{step}.loss", value);
            if (golden.Has($"step{step}.loss_dense_form"))
            {
                golden.ShouldMatch($"step{step}.loss_dense_form", value);
            }

            value.backward();
            golden.ShouldMatch($"step{step}.grad_student_masked", student.grad!);
        }

        if (centering)
        {
            golden.ShouldMatch("center_after_flush", center);
        }
    }
}
