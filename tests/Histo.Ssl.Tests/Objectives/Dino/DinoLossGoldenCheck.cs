using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Temperatures, losses, gradients and centres of three steps of the official DINO code.</summary>
public sealed class DinoLossGoldenCheck : IGoldenCheck
{
    public string Stem => "dino_v1_loss";

    public void Check(GoldenCase golden)
    {
        int[] epochs = [.. golden.Parameters.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetInt32())];
        string[] keys = ["teacher_temp_schedule", "center_initial"];
        golden.Keys.Should().BeEquivalentTo(keys.Concat(
            Enumerable.Range(0, epochs.Length).SelectMany(step => new[] { "student", "teacher", "loss", "grad_student", "center_after" }.Select(key => $"step{step}.{key}"))));
        using DisposeScope scope = NewDisposeScope();
        var temperatures = new LinearSchedule(golden.Number("warmup_teacher_temp"), golden.Number("teacher_temp"), golden.Integer("warmup_teacher_temp_epochs"));
        golden.ShouldMatch("teacher_temp_schedule", [.. Enumerable.Range(0, golden.Integer("nepochs")).Select(epoch => temperatures.At(epoch))]);
        using var targets = new TeacherTargets(golden.Integer("K"), TeacherBalance.Centering, golden.Number("center_momentum"));
        targets.to(ScalarType.Float64);
        Tensor center = targets.state_dict()["center"];
        golden.ShouldMatch("center_initial", center);
        var loss = new DinoLoss { StudentTemperature = golden.Number("student_temp") };
        for (int step = 0; step < epochs.Length; step++)
        {
            Tensor student = golden.Tensor($"step{step}.student").requires_grad_();
            LossResult result = loss.Compute(student, targets.Next(golden.Tensor($"step{step}.teacher"), temperatures.At(epochs[step])));
            golden.ShouldMatch($"step{step}.loss", result.Loss);
            result.Loss.backward();
            golden.ShouldMatch($"step{step}.grad_student", student.grad!);
            golden.ShouldMatch($"step{step}.center_after", center);
        }
    }
}
