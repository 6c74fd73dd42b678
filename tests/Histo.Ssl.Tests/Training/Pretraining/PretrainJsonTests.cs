using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Training.Pretraining;

public class PretrainJsonTests
{
    [Fact]
    public void Options_SurviveTheText_WithEnumerationsAndNestedViews()
    {
        using Culture german = Culture.German();
        PretrainOptions options = Unusual();
        string text = PretrainJson.WriteOptions(options);
        PretrainJson.ReadOptions(text, "test").Should().BeEquivalentTo(options);
        text.Should().Contain("\"InverseDistance\"").And.Contain("0.125").And.Contain("\"learningRate\": 0.0033");
    }

    [Fact]
    public void Hash_IsTheSameInEveryCulture()
    {
        string hash = PretrainJson.Hash(Unusual());
        using Culture german = Culture.German();
        PretrainJson.Hash(Unusual()).Should().Be(hash).And.MatchRegex("^[0-9a-f]{64}$");
    }

    [Fact]
    public void ReadOptions_MissingMembers_KeepTheirDefaults() =>
        PretrainJson.ReadOptions("""{"training": {"steps": 7}, "pairs": {"spatial": {"border": "drop"}}}""", "test")
            .Should().BeEquivalentTo(new PretrainOptions { Training = { Steps = 7 }, Pairs = { Spatial = { Border = BorderPolicy.Drop } } });

    [Theory]
    [InlineData("""{"training": {"stepz": 7}}""", "stepz")]
    [InlineData("""{"training": {"steps": "many"}}""", "training.steps")]
    [InlineData("""{"pairs": {"spatial": {"border": "Cliff"}}}""", "border")]
    [InlineData("""{"training": null}""", "training")]
    [InlineData("""{"objective": {"name": null}}""", "name")]
    [InlineData("""{"training": """, "test.json")]
    [InlineData("null", "test.json")]
    public void ReadOptions_WhatCannotBe_IsNamed(string json, string name) => FluentActions.Invoking(() => PretrainJson.ReadOptions(json, "test.json"))
        .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.InvalidOption && error.Message.Contains(name));

    public static TheoryData<string, bool> Changes => new()
    {
        { "Seed", true }, { "Steps", true }, { "Accumulated", true }, { "Border", true }, { "Blur", true }, { "Rate", true }, { "Epsilon", true }, { "Mpp", true }, { "Reader", true },
        { "ReaderThreads", false }, { "TilingThreads", false }, { "ComputeThreads", false }, { "Cache", false }, { "Prefetch", false }, { "PrefetchMegabytes", false }, { "OpenSlides", false }, { "Checkpoints", false }, { "Meters", false }, { "Collapse", false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Hash_ChangesWithWhatChangesAResultOnly(string name, bool changes)
    {
        PretrainOptions options = Unusual();
        Action change = name switch
        {
            "Seed" => () => options.Training.Seed++,
            "Steps" => () => options.Training.Steps++,
            "Accumulated" => () => options.Training.AccumulatedBatches++,
            "Border" => () => options.Pairs.Spatial.Border = BorderPolicy.Drop,
            "Blur" => () => options.Augmentation.Views!.Second.Blur.Probability = 0.75,
            "Rate" => () => options.Optimization.LearningRate = null,
            "Epsilon" => () => options.Objective.VicReg.Epsilon *= 1.0000001,
            "Mpp" => () => options.Tiling.Mpp = 0.26,
            "Reader" => () => options.Reader = "tiff",
            "ReaderThreads" => () => options.Training.ReaderThreads++,
            "TilingThreads" => () => options.Tiling.Threads++,
            "ComputeThreads" => () => options.Training.ComputeThreads++,
            "Cache" => () => options.Training.TileCacheMegabytes++,
            "Prefetch" => () => options.Training.PrefetchedBatches++,
            "PrefetchMegabytes" => () => options.Training.PrefetchMegabytes = 7,
            "OpenSlides" => () => options.Training.OpenSlides++,
            "Checkpoints" => () => options.Training.CheckpointEvery++,
            "Meters" => () => options.Training.MetersEvery++,
            _ => () => options.Training.Collapse.Readings++,
        };
        change();
        (PretrainJson.Hash(options) != PretrainJson.Hash(Unusual())).Should().Be(changes);
    }

    private static PretrainOptions Unusual() => new()
    {
        Reader = "image",
        Tiling = { Mpp = 0.25, TileSize = 64, Stride = 32, Threads = 3 },
        Pairs = { Sampler = "augmentation", Spatial = { MaxDistance = 2, Weighting = DistanceWeighting.InverseDistance, Border = BorderPolicy.Widen } },
        Augmentation = { Preset = "none", DinoV2Blur = BlurProbability.AsTrained, Views = new ViewSetOptions { First = ViewOptions.Off(), Second = { Grey = 0.125 }, Mean = new Triple(0.5f, 0.25f, 0.1f) } },
        Encoder = { Stem = EncoderStem.Small, Width = 8, InputSize = 32 },
        Optimization = { LearningRate = 0.0033, GradientClip = 2.5 },
        Training = { Seed = ulong.MaxValue, Steps = 3 },
    };
}
