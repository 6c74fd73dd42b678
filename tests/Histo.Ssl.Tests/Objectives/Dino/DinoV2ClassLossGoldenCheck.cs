using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Targets, unnormalised parts, gradients and centres of three steps of the official DINOv2 code.</summary>
public sealed class DinoV2ClassLossGoldenCheck : IGoldenCheck
{
    public string Stem => "dinov2_cls_loss";

    public void Check(GoldenCase golden)
    {
        bool centering = golden.Text("centering") == "centering";
        int locals = golden.Integer("n_local");
        double[] temperatures = [.. golden.Parameters.GetProperty("teacher_temps").EnumerateArray().Select(value => value.GetDouble())];
        golden.Keys.Should().BeEquivalentTo(Keys(temperatures.Length, centering, locals > 0));
        using DisposeScope scope = NewDisposeScope();
        using var targets = new TeacherTargets(golden.Integer("K"), centering ? TeacherBalance.Centering : TeacherBalance.Sinkhorn, golden.Number("center_momentum"));
        targets.to(ScalarType.Float64);
        Tensor center = targets.state_dict()["center"], before = center.clone();
        var loss = new DinoV2ClassLoss { StudentTemperature = golden.Number("student_temp") };
        double pairs = 2 + Math.Max(2 * locals, 1);
        for (int step = 0; step < temperatures.Length; step++)
        {
            // The official code has the centre of the step before in its state until the teacher is asked.
            golden.ShouldMatch($"step{step}.center_in_state_before", before);
            if (centering)
            {
                golden.ShouldMatch($"step{step}.center_used", center);
            }

            before = center.clone();
            Tensor q = targets.Next(golden.Tensor($"step{step}.teacher"), temperatures[step]);
            golden.ShouldMatch($"step{step}.q", q);
            Tensor global = golden.Tensor($"step{step}.student_global").requires_grad_();
            Tensor? local = locals > 0 ? golden.Tensor($"step{step}.student_local").requires_grad_() : null;
            LossResult result = loss.Compute(global, local, q);

            // The reference keeps sums over crops, and the mean over the rows of both globals.
            Tensor globalSum = result.Terms[DinoV2ClassLoss.Global] * (pairs / 2);
            golden.ShouldMatch($"step{step}.loss_global_sum", globalSum);
            Tensor total = globalSum;
            if (locals > 0)
            {
                Tensor localSum = result.Terms[DinoV2ClassLoss.Local] * pairs;
                golden.ShouldMatch($"step{step}.loss_local_sum", localSum);
                total = globalSum + localSum;
            }

            total.backward();
            golden.ShouldMatch($"step{step}.grad_student_global", global.grad!);
            if (local is not null)
            {
                golden.ShouldMatch($"step{step}.grad_student_local", local.grad!);
            }
        }

        if (centering)
        {
            golden.ShouldMatch("center_after_flush", center);
        }
    }

    private static IEnumerable<string> Keys(int steps, bool centering, bool locals)
    {
        List<string> keys = ["teacher", "q", "student_global", "loss_global_sum", "grad_student_global", "center_in_state_before"];
        if (locals)
        {
            keys.AddRange(["student_local", "loss_local_sum", "grad_student_local"]);
        }

        if (centering)
        {
            keys.Add("center_used");
        }

        IEnumerable<string> all = Enumerable.Range(0, steps).SelectMany(step => keys.Select(key => $"step{step}.{key}"));
        return centering ? all.Append("center_after_flush") : all;
    }
}
