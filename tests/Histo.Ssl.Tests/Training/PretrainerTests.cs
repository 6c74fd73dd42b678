using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using Histo.TestKit;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public sealed class PretrainerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vicreg")]
    [InlineData("barlow-twins")]
    public void Run_LearnableTiles_LossFalls(string objective)
    {
        var losses = new List<double>();
        PretrainOptions options = ToyRun.Options(options =>
        {
            options.Objective.Name = objective;
            options.Training.Steps = 60;
            options.Training.BatchSize = 16;
        });
        using PretrainSession session = ToyRun.Session(options);
        session.Run(progress: new OnStep(meters => losses.Add(meters.Loss)));

        losses.Should().HaveCount(60).And.OnlyContain(loss => double.IsFinite(loss));
        losses.TakeLast(10).Average().Should().BeLessThan(0.9 * losses.Take(5).Average());
    }

    [Fact]
    public void Run_LiveTensors_AreConstantOverSteps()
    {
        var counts = new List<long>();
        using PretrainSession session = ToyRun.Session(ToyRun.Options(options => (options.Optimization.GradientClip, options.Optimization.AverageDecay) = (1, 0.9)));
        session.Run(progress: new OnStep(_ => counts.Add(LiveTensors.Count)));
        counts.Skip(1).Distinct().Should().ContainSingle("every step disposes what it made: {0}", string.Join(", ", counts));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    public void Run_ReaderThreads_NeverChangeTheWeights(int few, int many)
    {
        byte[] Weights(int threads)
        {
            string folder = _folder.File($"threads-{threads}");
            ToyRun.Train(ToyRun.Options(options => options.Training.ReaderThreads = threads), folder);
            return File.ReadAllBytes(new RunDirectory(folder).EncoderFile);
        }

        Weights(few).Should().Equal(Weights(many));
    }

    [Fact]
    public void Run_Seed_FixesTheWeights()
    {
        byte[] Weights(ulong seed, string name)
        {
            ToyRun.Train(ToyRun.Options(options => options.Training.Seed = seed), _folder.File(name));
            return File.ReadAllBytes(_folder.File(name, "encoder.safetensors"));
        }

        byte[] first = Weights(5, "a");
        Weights(5, "b").Should().Equal(first);
        Weights(6, "c").Should().NotEqual(first);
    }

    [Fact]
    public void Run_BFloat16_KeepsWeightsInFloat32()
    {
        var losses = new List<double>();
        using PretrainSession session = ToyRun.Session(ToyRun.Options(options => options.Optimization.Precision = "bfloat16"));
        string before = WeightHash.Compute(session.Encoder);
        session.Run(progress: new OnStep(meters => losses.Add(meters.Loss)));

        losses.Should().HaveCount(6).And.OnlyContain(loss => double.IsFinite(loss));
        session.Encoder.parameters().Should().OnlyContain(parameter => parameter.dtype == ScalarType.Float32);
        WeightHash.Compute(session.Encoder).Should().NotBe(before);
        using PretrainSession full = ToyRun.Session(ToyRun.Options());
        full.Run();
        WeightHash.Compute(full.Encoder).Should().NotBe(WeightHash.Compute(session.Encoder), "bfloat16 rounds");
    }

    [Fact]
    public void Run_NotFiniteLoss_IsNamed_AndLeavesTheCheckpoint()
    {
        int calls = 0;
        using PretrainSession session = ToyRun.Session(ToyRun.Options());
        using var objective = new FakeObjective((input, scale) => Fake(input, scale, ++calls == 4 ? double.NaN : 1));
        using var run = new RunDirectory(_folder.FullPath);
        Trainer(session, objective, checkpointEvery: 2).Invoking(trainer => trainer.Run(run))
            .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.LossNotFinite && error.Message.Contains("step 3") && error.Message.Contains("fake = "));

        SavedStep().Should().Be(2);
        run.ReadMeters().Select(meters => meters.Step).Should().Equal(0, 1, 2);
    }

    [Fact]
    public void Run_NotFiniteGradient_IsNamed_AndNeverReachesTheWeights()
    {
        using PretrainSession session = ToyRun.Session(ToyRun.Options());
        // The root of 0 is finite, its slope is not.
        using var objective = new FakeObjective((input, scale) => new ObjectiveResult((scale - scale.detach()).square().sum().sqrt(), new Dictionary<string, Tensor>(), []));
        Trainer(session, objective).Invoking(trainer => trainer.Run())
            .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.LossNotFinite && error.Message.Contains("gradient"));
        objective.Heads.parameters().Single().data<float>()[0].Should().Be(1);
    }

    [Fact]
    public void Run_CollapsingObjective_IsStoppedWithTheMeterNamed()
    {
        using PretrainSession session = ToyRun.Session(ToyRun.Options());
        using var objective = new FakeObjective(Collapsing);
        using var run = new RunDirectory(_folder.FullPath);
        Trainer(session, objective, steps: 40, checkpointEvery: 4, rate: 0.45).Invoking(trainer => trainer.Run(run))
            .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.Collapse && error.Message.Contains("deviation of the embeddings"));
        run.ReadMeters().Count.Should().BeInRange(4, 20);
        run.ReadMeters()[0].Embeddings!.Value.Deviation.Should().BeGreaterThan(0.02);
        run.ReadMeters()[^1].Embeddings!.Value.Deviation.Should().BeLessThan(0.02);
        SavedStep().Should().BeLessThan(20);
    }

    [Fact]
    public void Run_CollapseStopSwitchedOff_GoesOn()
    {
        using PretrainSession session = ToyRun.Session(ToyRun.Options());
        using var objective = new FakeObjective(Collapsing);
        Trainer(session, objective, steps: 12, rate: 0.45, stop: false).Run()!.Step.Should().Be(11);
    }

    private static ObjectiveResult Fake(ObjectiveInput input, Tensor scale, double factor)
    {
        Tensor first = input.Encoder.call(input.Views[0]) * scale, second = input.Encoder.call(input.Views[1]) * scale;
        Tensor loss = (first - second).square().mean() * factor;
        return new ObjectiveResult(loss, new Dictionary<string, Tensor> { ["fake"] = loss.detach() }, [first.detach(), second.detach()]);
    }

    // A step of 0.45 takes nine tenths of the scale, which pulls every embedding to (1, 1, ...).
    private static ObjectiveResult Collapsing(ObjectiveInput input, Tensor scale)
    {
        Tensor Embed(Tensor view) => 1 + (scale * input.Encoder.call(view));
        return new ObjectiveResult(scale.square().sum(), new Dictionary<string, Tensor>(), [Embed(input.Views[0]).detach(), Embed(input.Views[1]).detach()]);
    }

    private static Pretrainer Trainer(PretrainSession session, FakeObjective objective, long steps = 6, long checkpointEvery = 0, double rate = 0.01, bool stop = true) => new(
        new PretrainParts
        {
            Batches = (first, _) => new TileBatchReader(session.Source, session.Planner, new TileBatchReaderOptions { ReaderThreads = 1, StartStep = first }),
            Views = session.Views,
            Encoder = session.Encoder,
            Objective = objective,
            Optimizer = new SgdOptimizer(ParameterGroup.Split([("objective", objective.Heads)], 0), momentum: 0),
            Schedule = new OptimizationSchedule { LearningRate = new ConstantSchedule(rate) },
        },
        new TrainingOptions { Steps = steps, BatchSize = 8, CheckpointEvery = checkpointEvery, MetersEvery = 1, Collapse = { Stop = stop } });

    private long SavedStep()
    {
        string file = Directory.GetFiles(_folder.File("checkpoint"), "*.safetensors").Single();
        return long.Parse(TensorFile.ReadMetadata(file)["step"], System.Globalization.CultureInfo.InvariantCulture);
    }
}
