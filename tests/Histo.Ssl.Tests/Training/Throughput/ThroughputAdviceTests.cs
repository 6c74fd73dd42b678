using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training.Throughput;

public class ThroughputAdviceTests
{
    private const long Memory = 64_000;

    private static ThroughputReport Report(ThroughputLimit limit, bool fits = false) => new()
    {
        Slides = 1, Tiles = 100_000, BatchSize = 64, ReaderThreads = 2, Processors = 8, TilesPerSecond = 500, PairsPerSecond = 100, WaitingShare = 0.4, ViewShare = 0.1, ComputeShare = 0.5, FitsInMemory = fits, Steps = 5, Limit = limit, Advice = [],
    };

    [Theory]
    [InlineData(0.05, 0.2, 0.75, 1000.0, ThroughputLimit.Compute)]
    [InlineData(0.05, 0.6, 0.35, 1000.0, ThroughputLimit.Views)]
    [InlineData(0.5, 0.1, 0.4, 1000.0, ThroughputLimit.Decoding)]
    [InlineData(0.5, 0.1, 0.4, 600.0, ThroughputLimit.Disk)]
    [InlineData(0.5, 0.1, 0.4, null, ThroughputLimit.Decoding)]
    public void Limit_IsWhatTheStepWaitsFor(double waiting, double views, double compute, double? diskTiles, ThroughputLimit expected) =>
        ThroughputAdvice.Limit(waiting, views, compute, diskTiles, 500).Should().Be(expected);

    [Fact]
    public void For_Decoding_NamesCacheAndThreads()
    {
        var options = new PretrainOptions { Tiling = { TileSize = 224 } };
        // 100,000 tiles of 224 x 224 x 3 bytes are 14,355.5 MiB.
        string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Decoding), options, Memory)).Should().Contain("TileCacheMegabytes = 14356 (now 512)").And.Contain("ReaderThreads = 8 (now 2)");
        string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Decoding), options, Memory)).Should().NotContain("OpenSlides");
        string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Decoding) with { Slides = 400 }, options, Memory)).Should().Contain("OpenSlides = 400 (now 32)");
        options.Training.ReaderThreads = 8;
        string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Decoding), options, Memory)).Should().NotContain("ReaderThreads");
        string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Disk, fits: true), options, Memory)).Should().Contain("reads the slides once").And.NotContain("14356");
    }

    [Fact]
    public void For_MoreThanTheMachineHas_AdvisesNoCache()
    {
        string advice = string.Join(' ', ThroughputAdvice.For(Report(ThroughputLimit.Decoding), new PretrainOptions { Tiling = { TileSize = 224 } }, memory: 16_000));
        advice.Should().Contain("14356 MiB, too much").And.NotContain("TileCacheMegabytes");
    }

    [Fact]
    public void For_Compute_FollowsTheDevice()
    {
        ThroughputAdvice.For(Report(ThroughputLimit.Compute), new PretrainOptions(), Memory).Should().ContainSingle().Which.Should().Contain("Training.Device = cuda");
        ThroughputAdvice.For(Report(ThroughputLimit.Compute), new PretrainOptions { Training = { Device = "cuda" } }, Memory).Should().ContainSingle().Which.Should().Contain("bfloat16");
        ThroughputAdvice.For(Report(ThroughputLimit.Views), new PretrainOptions(), Memory).Should().ContainSingle().Which.Should().Contain("Augmentation.Preset");
    }
}
