using Histo.Ssl.Slides;
using Histo.Ssl.Training;
using Histo.TestKit;
using PretrainCohort = Histo.Ssl.Tests.Training.Pretraining.ToyCohort;

namespace Histo.Ssl.Tests.Training.Throughput;

public sealed class ThroughputMeterTests(PretrainCohort cohort) : IClassFixture<PretrainCohort>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ThroughputMeter _meter = new(SlideReaderFactory.Default());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measure_LeavesTheOptionsAsTheyWere_AndNoFile()
    {
        PretrainOptions options = PretrainCohort.Options(options => (options.Training.Steps, options.Training.Collapse.Stop) = (7, true));
        string before = PretrainJson.WriteOptions(options);
        string[] files = Directory.GetFileSystemEntries(Path.GetDirectoryName(cohort.Manifest.Slides[0].Parts[0].FilePath)!);
        var told = new List<string>();
        ThroughputReport report = _meter.Measure(cohort.Manifest, options, TimeSpan.Zero, new Told<string>(told));
        PretrainJson.WriteOptions(options).Should().Be(before);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(cohort.Manifest.Slides[0].Parts[0].FilePath)!).Should().BeEquivalentTo(files);
        told.Should().Equal("tiling", "files", "reading", "training");
        (report.Slides, report.Problems.Count).Should().Be((2, 0));
        (report.WaitingShare + report.ViewShare + report.ComputeShare).Should().BeInRange(0.9, 1.01);
        report.DiskMegabytesPerSecond.Should().BePositive();
        report.BytesPerTile.Should().BePositive();
        report.Steps.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Measure_SlideThatCannotBeRead_IsNamedAndLeftOut()
    {
        string broken = _folder.File("broken.svs");
        File.WriteAllText(broken, "no slide");
        var slides = new SlideManifest([.. cohort.Manifest.Slides, new ManifestSlide("broken", [new ManifestPart(broken)]) { Mpp = 0.5 }]);
        ThroughputReport report = _meter.Measure(slides, PretrainCohort.Options(), TimeSpan.Zero);
        report.Slides.Should().Be(2);
        report.Problems.Should().ContainSingle().Which.Should().Contain("HS100");
    }

    [Theory]
    [InlineData("files", 3600)]
    [InlineData("reading", 0.01)]
    [InlineData("training", 0.01)]
    public void Measure_Cancelled_StopsWhereItIs(string stage, double seconds)
    {
        using var source = new CancellationTokenSource();
        var told = new List<string>();
        var cancelling = new Calling(word =>
        {
            told.Add(word);
            if (word == stage)
            {
                source.Cancel();
            }
        });
        FluentActions.Invoking(() => _meter.Measure(cohort.Manifest, PretrainCohort.Options(), TimeSpan.FromSeconds(seconds), cancelling, source.Token)).Should().Throw<OperationCanceledException>();
        told[^1].Should().Be(stage);
    }

    [Fact]
    public void Measure_NegativeTime_IsRefused() =>
        FluentActions.Invoking(() => _meter.Measure(cohort.Manifest, PretrainCohort.Options(), TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData("slide.svs", 1)]
    [InlineData("slide.mrxs", 0)]
    [InlineData("absent.svs", 0)]
    public void Files_AreThoseThatHoldThePixels(string name, int expected)
    {
        File.WriteAllText(_folder.File("slide.svs"), "pixels");
        File.WriteAllText(_folder.File("slide.mrxs"), "index");
        FileSpeed.Files([new ManifestSlide("a", [new ManifestPart(_folder.File(name))])]).Should().HaveCount(expected);
    }

    [Fact]
    public void Files_Folder_HasNone() => FileSpeed.Files([new ManifestSlide("a", [new ManifestPart(Path.GetDirectoryName(_folder.File("x"))!)])]).Should().BeEmpty();

    private sealed class Told<T>(List<T> told) : IProgress<T>
    {
        public void Report(T value) => told.Add(value);
    }

    private sealed class Calling(Action<string> call) : IProgress<string>
    {
        public void Report(string value) => call(value);
    }
}
