using Histo.Ssl.Tests.Training;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Short runs of the trainer on contextual pairs with each objective that needs no more than two views and a residual network.</summary>
public sealed class ObjectiveRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Names => new() { "byol", "simsiam", "simclr", "supcon", "moco-v2", "moco-v3" };

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedRun(string name)
    {
        StepMeters? last = ToyRun.Train(Options(name), _folder.File("whole"));
        double.IsFinite(last!.Loss).Should().BeTrue();
        ToyRun.Cancel(Options(name), _folder.File("parts"), afterSteps: 3);
        ToyRun.Train(Options(name), _folder.File("parts"));
        string state = Path.Combine("checkpoint", "step-00000006.safetensors");
        File.ReadAllBytes(_folder.File("parts", state)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File("whole", state))).Should().BeTrue("heads, teachers and queues resume exactly");
    }

    public void Dispose() => _folder.Dispose();

    private static PretrainOptions Options(string name) => ToyRun.Options(options =>
    {
        options.Objective.Name = name;
        ObjectiveCases.Of(name).Shrink(options.Objective);
    });
}
