using System.Text.Json.Nodes;
using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Training.Pretraining;

public sealed class PretrainPipelineTests(ToyCohort cohort) : IClassFixture<ToyCohort>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PretrainPipeline _pipeline = new(SlideReaderFactory.Default());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Start_SmallCohort_WritesEveryFileOfTheContract()
    {
        var told = new List<PretrainProgress>();
        string folder = _folder.File("run");
        using PretrainOutcome outcome = _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => options.Optimization.AverageDecay = 0.9), folder, new Told(told));

        Directory.GetFileSystemEntries(folder).Select(Path.GetFileName)
            .Should().BeEquivalentTo("checkpoint", "encoder.safetensors", "encoder-average.safetensors", "meters.jsonl", "run.json", "tiles.safetensors");
        outcome.Slides.Should().HaveCount(2).And.OnlyContain(slide => slide.Code == null && slide.Tiles > 0);
        told.Count(each => each.Step is not null).Should().Be(4);
        told[0].Tiling.Should().NotBeNull();

        RunRecord record = new RunDirectory(folder).ReadRecord();
        (record.Status, record.Step, record.Tiles, record.Error).Should().Be((RunStatus.Completed, 4, outcome.Session.Tiles.Count, null));
        record.FinalMeters!.Step.Should().Be(3);
        record.OptionsHash.Should().Be(PretrainJson.Hash(record.Options));
        record.TileSetHash.Should().Be(TileSetFile.Load(Path.Combine(folder, "tiles.safetensors")).Hash);
        record.Readers.Should().HaveCount(2).And.ContainKey("synthetic-0000");
        record.Versions.Keys.Should().Contain(["histo", "torchsharp", "libtorch", "dotnet", "os"]);
        record.ComputeThreads.Should().Be(1);

        using Encoder encoder = EncoderFile.Load(Path.Combine(folder, "encoder.safetensors")), average = EncoderFile.Load(Path.Combine(folder, "encoder-average.safetensors"));
        WeightHash.Compute(encoder).Should().Be(WeightHash.Compute(outcome.Session.Encoder)).And.NotBe(WeightHash.Compute(average));
        encoder.Spec.InputSize.Should().Be(16);
    }

    [Fact]
    public void Start_FolderWithARun_IsRefused_AndLeftAlone()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(cohort.FinishedRun, "run.json"));
        Fails(ErrorCodes.RunExists, () => _pipeline.Start(cohort.Manifest, ToyCohort.Options(), cohort.FinishedRun));
        File.ReadAllBytes(Path.Combine(cohort.FinishedRun, "run.json")).Should().Equal(before);
    }

    [Fact]
    public void Start_UnknownName_IsRefusedBeforeAnythingIsWritten()
    {
        Fails(ErrorCodes.UnknownName, () => _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => options.Training.Device = "abacus"), _folder.File("run")));
        Fails(ErrorCodes.UnknownName, () => _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => options.Pairs.Sampler = "abacus"), _folder.File("run")));
        Directory.Exists(_folder.File("run")).Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Resume_CancelledRun_EqualsTheUninterruptedRun(int readerThreads)
    {
        string folder = _folder.File("run");
        using var source = new CancellationTokenSource();
        FluentActions.Invoking(() => _pipeline.Start(cohort.Manifest, ToyCohort.Options(), folder, new StopAt(2, source), source.Token)).Should().Throw<OperationCanceledException>();
        RunRecord cancelled = new RunDirectory(folder).ReadRecord();
        (cancelled.Status, cancelled.Step, cancelled.Error).Should().Be((RunStatus.Cancelled, 3, null));

        using (var before = new CancellationTokenSource())
        {
            before.Cancel();
            FluentActions.Invoking(() => _pipeline.Resume(folder, cancellation: before.Token)).Should().Throw<OperationCanceledException>();
            new RunDirectory(folder).ReadRecord().Step.Should().Be(cancelled.Step, "the second attempt did no step");
        }

        using (PretrainOutcome outcome = _pipeline.Resume(folder, readerThreads))
        {
            outcome.Record.Status.Should().Be(RunStatus.Completed);
            outcome.Slides.Should().BeEmpty();
        }

        foreach (string file in new[] { "encoder.safetensors", "checkpoint/step-00000004.safetensors" })
        {
            File.ReadAllBytes(Path.Combine(folder, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(cohort.FinishedRun, file))).Should().BeTrue("of {0}", file);
        }

        new RunDirectory(folder).ReadMeters().Select(meters => meters.Step).Should().Equal(0, 1, 2, 3);
    }

    [Fact]
    public void Resume_AnotherReader_IsRefused()
    {
        Fails(ErrorCodes.ResumeMismatch, () => _pipeline.Resume(cohort.FinishedRun, reader: "tiff"));
        _pipeline.Resume(cohort.FinishedRun, reader: "auto").Dispose();
    }

    [Fact]
    public void Resume_ChangedOptions_AreRefused()
    {
        string folder = Copy();
        string file = Path.Combine(folder, "run.json");
        JsonNode record = JsonNode.Parse(File.ReadAllText(file))!;
        record["options"]!["training"]!["batchSize"] = 16;
        File.WriteAllText(file, record.ToJsonString());
        Fails(ErrorCodes.ResumeMismatch, () => _pipeline.Resume(folder));
    }

    [Fact]
    public void Resume_ChangedTiles_AreRefused()
    {
        string folder = Copy();
        TileSet other = new TileSetBuilder(new SlideSource(SlideReaderFactory.Default()), new TilingOptions { Mpp = 1, TileSize = 32, MinTissue = 0.9 }, new OtsuTissueDetector(new TissueOptions()))
            .Build(cohort.Manifest.Slides).Tiles;
        TileSetFile.Save(Path.Combine(folder, "tiles.safetensors"), other);
        Fails(ErrorCodes.ResumeMismatch, () => _pipeline.Resume(folder));
    }

    [Fact]
    public void Resume_FolderWithoutRun_IsRefused() => Fails(ErrorCodes.BadRun, () => _pipeline.Resume(_folder.File("nothing")));

    [Fact]
    public void Start_NoSteps_WritesTheUntrainedEncoder()
    {
        using PretrainOutcome outcome = _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => options.Training.Steps = 0), _folder.File("run"));
        using Encoder untrained = EncoderFactory.Create(outcome.Record.Encoder, 2), written = EncoderFile.Load(outcome.Run.EncoderFile);
        WeightHash.Compute(written).Should().Be(WeightHash.Compute(untrained));
        (outcome.Record.Status, outcome.Record.FinalMeters).Should().Be((RunStatus.Completed, null));
    }

    [Fact]
    public void Start_BrokenSlide_IsReported_AndTheRestGoesOn()
    {
        File.WriteAllBytes(_folder.File("garbage.svs"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 37))]);
        var slides = SlideManifest.FromPaths([.. cohort.Manifest.Slides.Select(slide => slide.Parts[0].FilePath), _folder.File("garbage.svs")]);
        using PretrainOutcome outcome = _pipeline.Start(slides, ToyCohort.Options(), _folder.File("run"));

        outcome.Session.Tiles.Slides.Should().HaveCount(2);
        SlideOutcome broken = outcome.Slides.Single(slide => slide.Slide.SlideId.Contains("garbage", StringComparison.Ordinal));
        broken.Tiles.Should().Be(0);
        broken.Code.Should().StartWith("HS10");
        broken.Reason.Should().Contain("garbage.svs");
        outcome.Record.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public void Start_FailedRun_IsRecordedWithItsReason()
    {
        string folder = _folder.File("run");
        Fails(ErrorCodes.LossNotFinite, () => _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => (options.Optimization.Optimizer, options.Optimization.LearningRate, options.Optimization.WarmupShare) = ("sgd", 1000, 0)), folder));
        RunRecord record = new RunDirectory(folder).ReadRecord();
        record.Status.Should().Be(RunStatus.Failed);
        record.Error.Should().Contain("HS1701");
        File.Exists(Path.Combine(folder, "encoder.safetensors")).Should().BeFalse();
    }

    [Fact]
    public void Start_WithAndWithoutTileCache_GivesTheSameWeights()
    {
        using PretrainOutcome outcome = _pipeline.Start(cohort.Manifest, ToyCohort.Options(options => options.Training.TileCacheMegabytes = 0), _folder.File("run"));
        File.ReadAllBytes(outcome.Run.EncoderFile).Should().Equal(File.ReadAllBytes(Path.Combine(cohort.FinishedRun, "encoder.safetensors")));
    }

    private static void Fails(string code, Func<PretrainOutcome> action) => action.Should().Throw<HistoException>().Which.Code.Should().Be(code);

    private string Copy()
    {
        string folder = _folder.File("copy");
        Directory.CreateDirectory(Path.Combine(folder, "checkpoint"));
        foreach (string file in Directory.GetFiles(cohort.FinishedRun, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(cohort.FinishedRun, file)));
        }

        return folder;
    }

    private sealed class Told(List<PretrainProgress> told) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value) => told.Add(value);
    }

    private sealed class StopAt(long step, CancellationTokenSource source) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value)
        {
            if (value.Step?.Step == step)
            {
                source.Cancel();
            }
        }
    }
}
