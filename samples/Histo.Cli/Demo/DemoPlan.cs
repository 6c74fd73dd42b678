using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Training;

namespace Histo.Cli.Demo;

/// <summary>What the demo runs: a small cohort and three arms that differ in the pairs alone.</summary>
internal static class DemoPlan
{
    public static SyntheticCohortOptions Cohort(ulong seed) => new()
    {
        SlideCount = 6,
        Slide = new SyntheticSlideOptions { Seed = seed + 1, Width = 2048, Height = 2048, Mpp = 0.5, RegionSize = 640, StainVariation = 0.5 },
    };

    /// <summary>Further slides, half of them with tumour, whose labels are all that the slide-level models know.</summary>
    public static SyntheticCohortOptions SlideCohort(ulong seed) => new()
    {
        SlideCount = 24,
        PositiveShare = 0.5,
        Slide = new SyntheticSlideOptions { Seed = seed + 100, Width = 1024, Height = 1024, Mpp = 0.5, RegionSize = 320, StainVariation = 0.5 },
    };

    /// <summary>Arms by name, in the order of the report.</summary>
    public static IReadOnlyList<(string Name, PretrainOptions Options)> Arms(ulong seed, long steps, int threads) =>
    [
        ("untrained", Options("augmentation", seed, 0, threads)),
        ("augmentation", Options("augmentation", seed, steps, threads)),
        ("contextual", Options("spatial", seed, steps, threads)),
    ];

    private static PretrainOptions Options(string sampler, ulong seed, long steps, int threads) => new()
    {
        Tiling = { Mpp = 1, TileSize = 32 },
        Pairs = { Sampler = sampler },
        Augmentation = { Preset = "light-no-crop" },
        Encoder = { Architecture = "resnet18", Width = 16, InputSize = 64 },
        Objective = { Name = "vicreg", VicReg = { Projector = "256-256-256" } },
        Optimization = { Optimizer = "adamw", LearningRate = 3e-3 },
        Training = { Steps = steps, BatchSize = 128, Seed = seed, ReaderThreads = threads, CheckpointEvery = 50 },
    };
}
