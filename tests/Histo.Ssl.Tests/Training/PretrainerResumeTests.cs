using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Training;

public sealed class PretrainerResumeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Cases => new() { "adamw", "sgd", "lars", "average", "accumulated", "clipped", "bfloat16", "barlow-twins", "threads" };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_CancelledAndResumed_EqualsTheUninterruptedRun(string name)
    {
        ToyRun.Train(Options(name), _folder.File("whole"));
        ToyRun.Cancel(Options(name), _folder.File("parts"), afterSteps: 3);
        new RunDirectory(_folder.File("parts")).ReadMeters().Should().HaveCount(3);
        ToyRun.Train(Options(name), _folder.File("parts"));
        ShouldBeEqual("whole", "parts");
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("average")]
    public void Run_KilledAndResumed_GoesOnFromTheCheckpoint(string name)
    {
        ToyRun.Train(Options(name), _folder.File("whole"));
        ToyRun.Break(Options(name), _folder.File("parts"), afterSteps: 3);
        new RunDirectory(_folder.File("parts")).ReadMeters().Should().HaveCount(3, "the third step was measured, but only two are saved");
        ToyRun.Train(Options(name), _folder.File("parts"));
        ShouldBeEqual("whole", "parts");
    }

    [Fact]
    public void Run_KilledBeforeTheFirstCheckpoint_BeginsAnew()
    {
        ToyRun.Train(Options("adamw"), _folder.File("whole"));
        ToyRun.Break(Options("adamw"), _folder.File("parts"), afterSteps: 1);
        ToyRun.Train(Options("adamw"), _folder.File("parts"));
        ShouldBeEqual("whole", "parts");
    }

    [Fact]
    public void Run_FinishedRun_ChangesNothing()
    {
        ToyRun.Train(Options("average"), _folder.File("whole")).Should().NotBeNull();
        ToyRun.Train(Options("average"), _folder.File("again"));
        ToyRun.Train(Options("average"), _folder.File("again")).Should().BeNull("there was no step to do");
        ShouldBeEqual("whole", "again");
    }

    private static PretrainOptions Options(string name) => ToyRun.Options(options =>
    {
        switch (name)
        {
            case "average":
                options.Optimization.AverageDecay = 0.8;
                break;
            case "accumulated":
                options.Training.AccumulatedBatches = 2;
                break;
            case "clipped":
                options.Optimization.GradientClip = 0.5;
                break;
            case "bfloat16":
                options.Optimization.Precision = name;
                break;
            case "barlow-twins":
                options.Objective.Name = name;
                break;
            case "threads":
                options.Training.ReaderThreads = 4;
                break;
            default:
                (options.Optimization.Optimizer, options.Optimization.LearningRate) = (name, null);
                break;
        }
    });

    private void ShouldBeEqual(string first, string second)
    {
        string[] files = [.. Directory.GetFiles(_folder.File(first), "*.safetensors", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.File(first), file)).Order()];
        files.Should().Contain(["encoder.safetensors", Path.Combine("checkpoint", "step-00000006.safetensors")]);
        Directory.GetFiles(_folder.File(second), "*.safetensors", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.File(second), file)).Should().BeEquivalentTo(files);
        foreach (string file in files)
        {
            File.ReadAllBytes(_folder.File(first, file)).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File(second, file))).Should().BeTrue("{0} must not depend on the interruption", file);
        }

        using RunDirectory one = new(_folder.File(first)), two = new(_folder.File(second));
        two.ReadMeters().Select(Values).Should().Equal(one.ReadMeters().Select(Values));
        static (long, long, double, double, double?) Values(StepMeters meters) => (meters.Step, meters.Epoch, meters.Loss, meters.LearningRate, meters.GradientNorm);
    }
}
