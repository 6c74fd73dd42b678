using System.Globalization;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Evidence;

/// <summary>Encoders of the tiles of blocks: for each fold of mosaics one that never saw the fold's pixels.</summary>
/// <remarks>All arms share architecture, augmentation, temperature, optimiser, steps and seeds; they differ in the objective and in what the positive is. A finished encoder is not trained again.</remarks>
internal sealed class BlockEncoders(SlideManifest blocks, string folder, long steps, int computeThreads)
{
    public const int Folds = 3;

    private static readonly WeakSupConProvider WeakSupCon = new();

    private readonly PretrainPipeline _pipeline = new(SlideReaderFactory.Default(), objectives: [WeakSupCon]);

    private readonly string[] _groups = [.. blocks.Slides.Select(block => block.FoldGroup).Distinct().Order(StringComparer.Ordinal)];

    public SlideManifest Blocks => blocks;

    /// <summary>Returns the fold that a mosaic is tested in.</summary>
    public int FoldOf(string group) => Array.IndexOf(_groups, group) % Folds;

    /// <summary>Trains the encoder that leaves a fold out, and embeds the tiles of all blocks with it.</summary>
    public EmbeddingSet Embed(BlockArm arm, int seed, int fold, CancellationToken cancellation)
    {
        string run = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{arm.Name}-{seed}-{fold}")), file = Path.Combine(run, "embeddings.safetensors");
        if (File.Exists(file))
        {
            return EmbeddingSet.Load(file);
        }

        PretrainOptions options = Options(arm, seed);
        var train = new SlideManifest(blocks.Slides.Where(block => FoldOf(block.FoldGroup) != fold));
        using PretrainOutcome outcome = File.Exists(Path.Combine(run, "run.json")) ? _pipeline.Resume(run, cancellation: cancellation) : _pipeline.Start(train, options, run, cancellation: cancellation);
        using IViewExecutor executor = ViewExecutors.For();
        var source = new SlideSource(SlideReaderFactory.Default());
        TileSet tiles = new TileSetBuilder(source, options.Tiling, new OtsuTissueDetector(options.Tissue)).Build(blocks.Slides, cancellationToken: cancellation).Tiles;
        using var pixels = new SlideTileSource(tiles, source);
        EmbeddingSet set = new TileEmbedder(outcome.Session.Encoder, executor).Embed(pixels, cancellationToken: cancellation);
        set.Save(file);
        return set;
    }

    private PretrainOptions Options(BlockArm arm, int seed)
    {
        PretrainOptions options = Common(arm, seed);
        if (arm.Objective == WeakSupConObjective.ObjectiveName)
        {
            WeakSupCon.Use(options.Objective, new WeakSupConOptions { Projector = "128-128" });
        }

        return options;
    }

    private PretrainOptions Common(BlockArm arm, int seed) => new()
    {
        // Fields are tissue all over; no tile is left out.
        Tissue = { Method = TissueMethod.None },
        Tiling = { Mpp = 1, TileSize = 32 },
        Pairs = { Sampler = arm.Sampler },
        Augmentation = { Preset = "light-no-crop" },
        Encoder = { Architecture = "resnet18", Width = 16, InputSize = 64 },
        Objective = { Name = arm.Objective, SimClr = { Projector = "128-128", Temperature = 0.1 } },
        Optimization = { Optimizer = "adamw", LearningRate = 1e-3 },
        Training = { Steps = arm == BlockArm.Untrained ? 0 : steps, BatchSize = 128, Seed = (ulong)seed, ComputeThreads = computeThreads, Collapse = { Stop = false } },
    };
}
