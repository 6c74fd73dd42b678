using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Benchmarks.Inputs;

/// <summary>One session that trains either from slides, read at each step, or on views that are ready: all else is the same.</summary>
internal sealed class TrainingBench : IDisposable
{
    /// <summary>Width and height of tiles and views.</summary>
    public const int TileSize = 64;

    private static readonly Lazy<SlideManifest> Cohort = new(WriteCohort);
    private readonly PretrainSession _session;
    private readonly FixedBatches _batches;
    private readonly FixedViews _views;

    /// <param name="stem">First layers; the small stem computes sixteen times as much a channel, so its network is four times narrower.</param>
    /// <param name="steps">Steps of a run.</param>
    public TrainingBench(EncoderStem stem, int steps)
        : this(Residual(stem), steps)
    {
    }

    /// <param name="encoder">The network.</param>
    /// <param name="steps">Steps of a run.</param>
    /// <param name="precision">Element type of the encoder's pass.</param>
    public TrainingBench(EncoderOptions encoder, int steps, string precision = "float32")
    {
        BenchmarkScale scale = BenchmarkScale.Current;
        var options = new PretrainOptions
        {
            Tiling = { TileSize = TileSize },
            Encoder = encoder,
            Optimization = { Precision = precision },
            Objective = { BarlowTwins = { Projector = scale.Projector } },
            Training = { BatchSize = scale.TrainingPairs, Steps = steps, CheckpointEvery = 0, TileCacheMegabytes = 0 },
        };
        _session = Open(options);
        using var reader = new TileBatchReader(_session.Source, _session.Planner);
        using PixelBatch batch = reader.Next();
        _batches = new FixedBatches(batch);
        _views = new FixedViews(_session.Views.Make(batch, options.Training.Seed));
    }

    /// <summary>Returns the networks whose steps are compared.</summary>
    public static IEnumerable<(string Name, EncoderOptions Encoder)> Encoders() =>
    [
        ("ResNet", new EncoderOptions { Architecture = "resnet18" }),
        ("ViT", new EncoderOptions { Architecture = "vit-tiny", Transformer = { PatchSize = 16, LayerScale = null } }),
    ];

    /// <summary>Opens a session on two synthetic slides.</summary>
    /// <param name="options">Its options.</param>
    /// <returns>The session; the caller disposes it.</returns>
    public static PretrainSession Open(PretrainOptions options)
    {
        var source = new SlideSource(SlideReaderFactory.Default());
        TileSet tiles = new TileSetBuilder(source, options.Tiling).Build(Cohort.Value.Slides).Tiles;
        return new PretrainSession(options, tiles, new SlideTileSource(tiles, source));
    }

    /// <summary>Trains from slides.</summary>
    public void RunFromSlides(StepClock clock) => _session.Run(progress: clock);

    /// <summary>Trains the same network on ready tensors.</summary>
    public void RunCached(StepClock clock)
    {
        var parts = new PretrainParts
        {
            Batches = (_, _) => _batches,
            Views = _views,
            Encoder = _session.Encoder,
            Objective = _session.Objective,
            Optimizer = _session.Optimizer,
            Schedule = new OptimizationSchedule { LearningRate = OptimizerFactory.LearningRate(_session.Options.Optimization, _session.Options.Training.Steps, _session.Options.Training.BatchSize) },
        };
        new Pretrainer(parts, _session.Options.Training).Run(progress: clock);
    }

    public void Dispose()
    {
        _views.Dispose();
        _session.Dispose();
    }

    private static EncoderOptions Residual(EncoderStem stem) =>
        new() { Architecture = "resnet18", Stem = stem, Width = stem == EncoderStem.ImageNet ? BenchmarkScale.Current.EncoderWidth : Math.Max(16, BenchmarkScale.Current.EncoderWidth / 4) };

    private static SlideManifest WriteCohort()
    {
        var options = new SyntheticCohortOptions
        {
            SlideCount = 2,
            Slide = new SyntheticSlideOptions { Width = BenchmarkScale.Current.SlideSide / 2, Height = BenchmarkScale.Current.SlideSide / 2 },
        };
        return SlideManifest.Load(SyntheticCohort.Write(WorkFolder.File("cohort"), options));
    }
}
