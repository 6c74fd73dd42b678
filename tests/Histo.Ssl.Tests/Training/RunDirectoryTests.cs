using Histo.Ssl.Encoders;
using Histo.Ssl.Training;
using Histo.TestKit;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Encoder _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 1, Stem = EncoderStem.Small, InputSize = 8 }, 1);
    private readonly FakeObjective _objective = new((_, _) => throw new InvalidOperationException());
    private readonly SgdOptimizer _optimizer;
    private readonly RunDirectory _run;

    public RunDirectoryTests()
    {
        _optimizer = new SgdOptimizer(ParameterGroup.Split([("encoder", _encoder), ("objective", _objective.Heads)], 0));
        _run = new RunDirectory(_folder.FullPath);
    }

    private string Pointer => _folder.File("checkpoint", "latest.json");

    public void Dispose()
    {
        _run.Dispose();
        _optimizer.Dispose();
        _objective.Dispose();
        _encoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void SaveAndLoad_RestoreEveryTensor()
    {
        RunState state = State(7);
        Set(0.25f);
        _run.Save(state);
        Set(-1);
        RunState loaded = State(0);
        _run.TryLoad(loaded).Should().BeTrue();
        loaded.Step.Should().Be(7);
        Head.Should().Be(0.25f);
        _optimizer.State[^1].Tensor.flatten()[0].item<float>().Should().Be(0.25f);
    }

    [Fact]
    public void Save_KeepsTheNewestFileOnly()
    {
        _run.Save(State(2));
        File.WriteAllText(_folder.File("checkpoint", "step-00000003.safetensors.0.tmp"), "left by a kill");
        _run.Save(State(4));
        Directory.GetFiles(_folder.File("checkpoint")).Select(Path.GetFileName).Should().BeEquivalentTo("latest.json", "step-00000004.safetensors");
    }

    [Fact]
    public void TryLoad_NewerFileWithoutPointer_IsIgnored()
    {
        Set(0.5f);
        _run.Save(State(2));
        File.WriteAllBytes(_folder.File("checkpoint", "step-00000009.safetensors"), [1, 2, 3]);
        Set(0);
        RunState loaded = State(0);
        _run.TryLoad(loaded).Should().BeTrue();
        (loaded.Step, Head).Should().Be((2, 0.5f));
    }

    [Fact]
    public void TryLoad_NothingSaved_CutsAllMeters()
    {
        Append(0, 1);
        _run.TryLoad(State(0)).Should().BeFalse();
        _run.ReadMeters().Should().BeEmpty();
    }

    [Fact]
    public void TryLoad_CutsLaterMeters_SoThatEachStepStandsOnce()
    {
        Append(0, 1, 2, 3, 4);
        _run.Save(State(3));
        _run.TryLoad(State(0)).Should().BeTrue();
        Append(3, 4, 5);
        _run.ReadMeters().Select(meters => meters.Step).Should().Equal(0, 1, 2, 3, 4, 5);
        File.ReadAllLines(_run.MetersFile).Should().HaveCount(6);
    }

    [Fact]
    public void TryLoad_LineCutByAKill_IsDropped()
    {
        Append(0, 1);
        _run.Dispose();
        File.AppendAllText(_run.MetersFile, "{\"step\":2,\"epo");
        _run.ReadMeters().Should().HaveCount(2);
        _run.Save(State(2));
        _run.TryLoad(State(0)).Should().BeTrue();
        Append(2);
        _run.ReadMeters().Select(meters => meters.Step).Should().Equal(0, 1, 2);
    }

    [Theory]
    [InlineData("{\"step\":")]
    [InlineData("null")]
    public void ReadMeters_DamagedLineInTheMiddle_IsNamed(string line)
    {
        Append(0);
        _run.Dispose();
        File.AppendAllText(_run.MetersFile, line + "\n");
        Append(2);
        _run.Invoking(run => run.ReadMeters()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.BadRun && error.Message.Contains("line 2"));
    }

    [Fact]
    public void Meters_SurviveTheFile_InAnyCulture()
    {
        using Culture german = Culture.German();
        StepMeters written = Meters(3) with { Loss = 0.1, Embeddings = new EmbeddingStatistics(0.5, 2.25, 0.75, double.NaN), Terms = new Dictionary<string, double> { ["variance"] = 1e-7 }, Relations = new Dictionary<string, double> { ["Spatial"] = 0.5 } };
        _run.Append(written);
        _run.ReadMeters().Should().ContainSingle().Which.Should().BeEquivalentTo(written);
        File.ReadAllText(_run.MetersFile).Should().Contain("\"loss\":0.1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"step\":2,\"file\":null}")]
    [InlineData("{\"step\":2,\"file\":\"step-00000008.safetensors\"}")]
    public void TryLoad_DamagedPointer_IsRefused(string text)
    {
        _run.Save(State(2));
        File.WriteAllText(Pointer, text);
        _run.Invoking(run => run.TryLoad(State(0))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadRun);
    }

    [Fact]
    public void TryLoad_DamagedState_IsRefused()
    {
        _run.Save(State(2));
        string file = _folder.File("checkpoint", "step-00000002.safetensors");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
        _run.Invoking(run => run.TryLoad(State(0))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadRun);
    }

    [Fact]
    public void TryLoad_StateOfAnotherNetwork_ChangesNothing()
    {
        _run.Save(State(2));
        using Encoder wider = EncoderFactory.Create(_encoder.Spec with { Width = 2 }, 1);
        string before = WeightHash.Compute(wider);
        _run.Invoking(run => run.TryLoad(new RunState(wider, _objective, _optimizer))).Should().Throw<TensorMismatchException>().Which.Code.Should().Be("HS1502");
        WeightHash.Compute(wider).Should().Be(before);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"format\": 1")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"options\": null, \"optionsHash\": \"a\", \"tileSetHash\": \"b\", \"encoder\": null}")]
    public void ReadRecord_MissingOrDamaged_IsRefused(string? text)
    {
        if (text is not null)
        {
            File.WriteAllText(_run.RunFile, text);
        }

        _run.Invoking(run => run.ReadRecord()).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadRun);
    }

    private static StepMeters Meters(long step) => new() { Step = step, Epoch = 0, Loss = 1, Terms = new Dictionary<string, double>(), LearningRate = 0.5 };

    private float Head => _objective.Heads.parameters().Single().data<float>()[0];

    private RunState State(long step) => new(_encoder, _objective, _optimizer) { Step = step };

    private void Append(params long[] steps)
    {
        foreach (long step in steps)
        {
            _run.Append(Meters(step));
        }
    }

    private void Set(float value)
    {
        using IDisposable noGrad = no_grad();
        foreach (Tensor tensor in _encoder.parameters().Concat(_objective.Heads.parameters()).Concat(_optimizer.State.Select(entry => entry.Tensor)))
        {
            tensor.fill_(value);
        }
    }
}
