using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

public sealed class FeatureExtractionPipelineTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeEncoder _encoder = new();

    private string Out => _temp.File("out");

    public void Dispose()
    {
        _encoder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Run_Cohort_WritesAStoreASlide_AndARecord()
    {
        var told = new List<ExtractionProgress>();
        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort(damaged: true), progress: new Told(told.Add));
        outcome.Slides.Select(slide => (slide.SlideId, slide.Status, slide.Tiles, slide.Unreadable, slide.Code)).Should().Equal(
            ("a", ExtractionStatus.Done, 20, 0, null), ("b", ExtractionStatus.Done, 12, 0, null), ("glass", ExtractionStatus.Empty, 0, 0, ErrorCodes.NoTissue), ("c", ExtractionStatus.Done, 16, 4, null));
        outcome.Slides[3].UnreadableTiles.Should().HaveCount(4).And.OnlyContain(text => text.StartsWith("HS1005"));
        (outcome.Kept, outcome.Notices.Count, outcome.Failed.Count()).Should().Be((0, 0, 0));
        Directory.GetFileSystemEntries(Out, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Out, file)).Should().BeEquivalentTo("encoder.safetensors", 
            "extraction.json", "features", Path.Combine("features", "a.h5"), Path.Combine("features", "b.h5"), Path.Combine("features", "c.h5"));

        using IFeatureStore store = FeatureStores.Open(Store("c"));
        (store.Info.Rows, store.Info.Width, store.Info.Encoder, store.Info.EncoderHash, store.Info.Mpp, store.Info.TileSize, store.Info.Step).Should().Be((16, 6, "fake", WeightHash.Compute(_encoder), 1, 32, 32));
        (double[] x, double[] y) = store.ReadPositions();
        x.Should().Equal(Enumerable.Range(0, 16).Select(row => 32.0 * ((row % 4) + 1)), "the left column cannot be read");
        y.Should().Equal(Enumerable.Range(0, 16).Select(row => 32.0 * (row / 4)));

        told.Where(each => each.Finished is not null).Select(each => (each.SlidesDone, each.SlideCount, each.SlideId)).Should().Equal((1, 4, "a"), (2, 4, "b"), (3, 4, "glass"), (4, 4, "c"));
        told.Last(each => each.SlideId == "c" && each.Tiles is not null).Tiles.Should().Be(new EmbeddingProgress(20, 20, 4));
        ExtractionRecord record = new ExtractionFolder(Out).ReadRecord()!;
        record.Should().BeEquivalentTo(outcome.Record);
        (record.Status, record.Width, record.Precision, record.EncoderHash).Should().Be((RunStatus.Completed, 6, "float32", WeightHash.Compute(_encoder)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(8, 2)]
    public void Run_CancelledAndRunAgain_EqualsTheUninterruptedRun(int reports, int stores)
    {
        Run(MemorySlideReaders.Cohort(), folder: _temp.File("whole"));
        using var cancel = new CancellationTokenSource();
        int seen = 0;
        FluentActions.Invoking(() => Run(MemorySlideReaders.Cohort(), progress: new Told(_ => CancelAt(seen++)), cancellation: cancel.Token)).Should().Throw<OperationCanceledException>();
        new ExtractionFolder(Out).ReadRecord()!.Status.Should().Be(RunStatus.Cancelled);
        string[] done = Directory.GetFiles(Path.Combine(Out, "features"));
        done.Should().HaveCount(stores);

        MemorySlideReaders readers = MemorySlideReaders.Cohort();
        ExtractionOutcome outcome = Run(readers);
        (outcome.Kept, outcome.Slides.Sum(slide => slide.Tiles)).Should().Be((stores, 52));
        readers.Opened.Intersect(done.Select(file => Path.GetFileNameWithoutExtension(file))).Should().BeEmpty("a slide that is done is not touched");
        foreach (string slide in new[] { "a", "b", "c" })
        {
            Read(Store(slide)).Should().BeEquivalentTo(Read(_temp.File("whole", "features", slide + ".h5")), options => options.WithStrictOrdering());
        }

        void CancelAt(int report)
        {
            if (report == reports)
            {
                cancel.Cancel();
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void Run_TruncatedStore_IsReportedAndMadeAnew(double share)
    {
        Run(MemorySlideReaders.Cohort());
        byte[] whole = File.ReadAllBytes(Store("b"));
        (float[], double[], double[]) expected = Read(Store("b"));
        File.WriteAllBytes(Store("b"), whole[..(int)(share * whole.Length)]);
        ShouldRedo("b", expected);
    }

    [Fact]
    public void Run_StoreWithOneFlippedBit_IsReportedAndMadeAnew()
    {
        Run(MemorySlideReaders.Cohort());
        (float[] Features, double[], double[]) expected = Read(Store("a"));
        byte[] bytes = File.ReadAllBytes(Store("a"));
        int place = bytes.AsSpan().IndexOf(BitConverter.GetBytes(expected.Features[30]));
        place.Should().BePositive();
        bytes[place] ^= 1;
        File.WriteAllBytes(Store("a"), bytes);
        ShouldRedo("a", expected);
    }

    [Fact]
    public void Run_BrokenSlide_IsReported_AndTheOthersGoOn_AndTheNextRunTriesAgain()
    {
        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort(broken: true));
        outcome.Slides.Select(slide => slide.Status).Should().Equal(ExtractionStatus.Done, ExtractionStatus.Failed, ExtractionStatus.Empty, ExtractionStatus.Done);
        ExtractedSlide broken = outcome.Failed.Should().ContainSingle().Subject;
        (broken.SlideId, broken.Code, broken.Reason).Should().Be(("b", ErrorCodes.SlideDamaged, "HS1003: the file is damaged (b)."));
        ExtractionOutcome again = Run(MemorySlideReaders.Cohort());
        (again.Kept, again.Slides[1].Status).Should().Be((2, ExtractionStatus.Done));
    }

    [Fact]
    public void Run_TooManyUnreadableTiles_FailsTheSlide()
    {
        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort(damaged: true), options => options.MaxUnreadableShare = 0.19);
        ExtractedSlide slide = outcome.Failed.Should().ContainSingle().Subject;
        (slide.SlideId, slide.Code).Should().Be(("c", ErrorCodes.TooManyUnreadableTiles));
        File.Exists(Store("c")).Should().BeFalse();
    }

    public static TheoryData<string, Action<ExtractionOptions>> OtherSettings() => new()
    {
        { "size=16", options => options.Tiling.TileSize = 16 },
        { "stride=16", options => options.Tiling.Stride = 16 },
        { "mpp=2", options => options.Tiling.Mpp = 2 },
        { "float16", options => options.Precision = "float16" },
        { "tissue", options => options.Tissue.Threshold = 0.06 },
    };

    [Theory]
    [MemberData(nameof(OtherSettings))]
    public void Run_OtherSettingsInTheFolder_IsRefusedWithBothValues_UnlessOverwritten(string seen, Action<ExtractionOptions> change)
    {
        Run(MemorySlideReaders.Cohort(), change);
        byte[] before = File.ReadAllBytes(Store("a"));
        HistoException error = Refused(() => Run(MemorySlideReaders.Cohort()), ErrorCodes.ExtractionMismatch);
        error.Seen.Should().Contain(seen);
        error.Wanted.Should().NotBe(error.Seen);
        File.ReadAllBytes(Store("a")).Should().Equal(before);

        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort(), options => options.Overwrite = true);
        (outcome.Kept, outcome.Slides.Sum(slide => slide.Tiles), outcome.Notices.Count).Should().Be((0, 52, Directory.GetFiles(Path.Combine(Out, "features")).Length));
        Run(MemorySlideReaders.Cohort(), options => options.Overwrite = true).Kept.Should().Be(3, "what was overwritten is kept");
    }

    [Fact]
    public void Run_StoreOfAnotherEncoderWithoutRecord_IsRefusedWithBothHashes()
    {
        using var other = new FakeEncoder();
        other.Poison();
        Run(MemorySlideReaders.Cohort());
        File.Delete(Path.Combine(Out, "extraction.json"));
        HistoException error = Refused(() => new FeatureExtractionPipeline(MemorySlideReaders.Cohort()).Run(MemorySlideReaders.Cohort().Manifest, other, Options(), Out), ErrorCodes.ExtractionMismatch);
        error.Seen.Should().Contain(WeightHash.Compute(_encoder));
        error.Wanted.Should().Contain(WeightHash.Compute(other));
    }

    [Fact]
    public void Run_CancelledWhileOverwriting_DoesNotKeepWhatIsOutdated()
    {
        Run(MemorySlideReaders.Cohort(), options => options.Tissue.Threshold = 0.06);
        using var cancel = new CancellationTokenSource();
        var stop = new Told(each =>
        {
            if (each.Finished is not null)
            {
                cancel.Cancel();
            }
        });
        FluentActions.Invoking(() => Run(MemorySlideReaders.Cohort(), options => options.Overwrite = true, stop, cancellation: cancel.Token)).Should().Throw<OperationCanceledException>();
        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort());
        outcome.Kept.Should().Be(1, "one slide was made with the new settings; the others are outdated, with or without --overwrite");
        outcome.Notices.Should().HaveCount(2);
    }

    [Fact]
    public void Run_FeaturesNotFinite_StopsTheRun_AndLeavesNoStore()
    {
        _encoder.Poison();
        Refused(() => Run(MemorySlideReaders.Cohort()), ErrorCodes.EmbeddingNotFinite);
        Directory.GetFiles(Path.Combine(Out, "features")).Should().BeEmpty();
        (new ExtractionFolder(Out).ReadRecord() is { Status: RunStatus.Failed } record && record.Error!.Contains("HS1802")).Should().BeTrue();
    }

    [Fact]
    public void Run_AnotherCohortIntoTheSameFolder_KeepsTheFirst()
    {
        MemorySlideReaders readers = MemorySlideReaders.Cohort();
        var manifest = readers.Manifest;
        var pipeline = new FeatureExtractionPipeline(readers);
        pipeline.Run(new(manifest.Slides.Take(2)), _encoder, Options(), Out);
        ExtractionOutcome second = pipeline.Run(new(manifest.Slides.Skip(1)), _encoder, Options(), Out);
        second.Slides.Select(slide => slide.SlideId).Should().Equal("b", "glass", "c");
        second.Record.Slides.Select(slide => slide.SlideId).Should().Equal("a", "b", "glass", "c");
        second.Kept.Should().Be(1);
    }

    [Theory]
    [InlineData("float16", ElementType.F16)]
    [InlineData("bfloat16", ElementType.BF16)]
    public void Run_HalfPrecision_StoresTheRoundedFeatures(string precision, ElementType type)
    {
        Run(MemorySlideReaders.Cohort(), folder: _temp.File("float32"));
        Run(MemorySlideReaders.Cohort(), options => options.Precision = precision);
        using (IFeatureStore store = FeatureStores.Open(Store("a")))
        {
            store.Info.Type.Should().Be(type);
        }

        float[] exact = Read(_temp.File("float32", "features", "a.h5")).Features, half = Read(Store("a")).Features;
        half.Should().NotEqual(exact);
        double step = type == ElementType.F16 ? Math.Pow(2, -11) : Math.Pow(2, -8);
        for (int i = 0; i < exact.Length; i++)
        {
            half[i].Should().BeInRange((float)(exact[i] - (step * Math.Abs(exact[i]))), (float)(exact[i] + (step * Math.Abs(exact[i]))));
        }
    }

    [Fact]
    public async Task RunAsync_EqualsRun()
    {
        MemorySlideReaders readers = MemorySlideReaders.Cohort();
        ExtractionOutcome outcome = await new FeatureExtractionPipeline(readers).RunAsync(readers.Manifest, _encoder, Options(), Out);
        outcome.Slides.Sum(slide => slide.Tiles).Should().Be(52);
    }

    private static ExtractionOptions Options(Action<ExtractionOptions>? change = null)
    {
        var options = new ExtractionOptions { Tissue = { SmoothingRadius = 0, ClosingRadius = 0, MaxHoleArea = 0, MinTissueArea = 0 }, Tiling = { Mpp = 1, TileSize = 32 }, BatchSize = 8, ComputeThreads = 1 };
        change?.Invoke(options);
        return options;
    }

    private static (float[] Features, double[] X, double[] Y) Read(string path)
    {
        using IFeatureStore store = FeatureStores.Open(path);
        var features = new float[store.Info.Rows * store.Info.Width];
        store.ReadFeatures(0, store.Info.Rows, features);
        (double[] x, double[] y) = store.ReadPositions();
        return (features, x, y);
    }

    private ExtractionOutcome Run(
        MemorySlideReaders readers, Action<ExtractionOptions>? change = null, IProgress<ExtractionProgress>? progress = null, string? folder = null, CancellationToken cancellation = default) =>
        new FeatureExtractionPipeline(readers).Run(readers.Manifest, _encoder, Options(change), folder ?? Out, progress, cancellation);

    private void ShouldRedo(string slide, (float[], double[], double[]) expected)
    {
        ExtractionOutcome outcome = Run(MemorySlideReaders.Cohort());
        outcome.Kept.Should().Be(2, "{0}", string.Join('\n', outcome.Notices));
        outcome.Notices.Should().ContainSingle().Which.Should().Contain(slide).And.Contain("damaged");
        Read(Store(slide)).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
        FeatureStores.Verify(Store(slide)).Should().BeTrue();
    }

    private string Store(string slide) => Path.Combine(Out, "features", slide + ".h5");

    private static HistoException Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code).Which;

    private sealed class Told(Action<ExtractionProgress> report) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => report(value);
    }
}
