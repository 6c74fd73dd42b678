using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>The parts of a run, made from options: tiles, sampler, views, encoder, objective, optimiser. Owns them all.</summary>
/// <remarks>The order in which parts are made matters in TorchSharp: modules first, then the move to the device, then the optimiser.</remarks>
public sealed class PretrainSession : IDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly List<QuarantinedTile> _unreadable = [];
    private readonly IViewExecutor _executor;
    private readonly AveragedWeights? _average;
    private readonly FeatureFeedback? _feedback;
    private readonly List<string> _notices = [];

    /// <summary>Makes the parts of a run.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="source">Their pixels; owned from here on.</param>
    /// <param name="collective">Sums over processes; null for a single process.</param>
    /// <param name="loggers">Where to log; null for nowhere.</param>
    /// <param name="sampler">An own sampler over <paramref name="tiles"/> in place of the one that <see cref="PairOptions.Sampler"/> names; the guards of <see cref="PairOptions"/> apply to it. Null for the named one.</param>
    /// <param name="objectives">The objectives that can be named; null for the built-in ones.</param>
    /// <exception cref="HistoException">An option is wrong or the machine lacks what it asks for.</exception>
    public PretrainSession(PretrainOptions options, TileSet tiles, ITileSource source, ICollective? collective = null, ILoggerFactory? loggers = null, IPositivePairSampler? sampler = null, ObjectiveCatalog? objectives = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        objectives ??= ObjectiveCatalog.BuiltIn;
        options.Validate(objectives);
        (Options, Tiles, Source, _loggers) = (options, tiles, source, loggers ?? NullLoggerFactory.Instance);
        TrainingOptions training = options.Training;
        Device device = ComputeDevice.Resolve(training.Device);
        ComputeThreads = ComputeDevice.SetThreads(training.ComputeThreads);
        ComputeDevice.AllowTf32(options.Optimization.Precision == "tf32");
        int size = options.Encoder.InputSize ?? options.Tiling.TileSize;
        var recipes = new ViewRecipeSet(options.Augmentation.Views ?? ViewPresets.Options(AugmentationPresetNames.Parse(options.Augmentation.Preset), options.Objective.Name, size, options.Augmentation.DinoV2Blur));
        _executor = ViewExecutors.For(device);
        Encoder = CreateEncoder(options.Encoder, size, recipes, training.Seed);
        Encoder.ComputeType = Precision(options.Optimization.Precision);
        Encoder.to(device);
        Objective = objectives.Create(options.Objective, new ObjectiveSetup { Encoder = Encoder, Seed = training.Seed, Collective = collective ?? SingleProcess.Instance, Tiles = tiles });
        Objective.Heads.to(device);
        Tell((Objective as IBankObjective)?.Bank.Notice);
        Tell(Objective.Notice);
        FeatureNeighbours? neighbours = sampler is null && PairSamplerFactory.NeedsFeatureNeighbours(options.Pairs.Sampler) ? new FeatureNeighbours(tiles.Count, options.Pairs.Inter.Neighbours) : null;
        _feedback = neighbours is null ? null : CreateFeedback(neighbours, device, collective);
        Sampler = sampler is null
            ? PairSamplerFactory.Create(options.Pairs, tiles, neighbours, (long)Math.Round(options.Pairs.Sslp.RampShare * training.Steps * training.AccumulatedBatches))
            : PairSamplerFactory.Guard(sampler, options.Pairs, tiles);
        Planner = new BatchPlanner(tiles, Sampler, training.BatchSize, training.Seed, balance: options.Pairs.Balance, strata: Objective.Strata)
        {
            Layout = Objective.Layout,
            ExclusionRadius = options.Pairs.ExclusionRadius ?? Sampler.ExclusionRadius,
        };
        Views = new ViewMaker(recipes, _executor, size, (Encoder as ITokenEncoder)?.PatchSize ?? LocalCropSize.DefaultMultiple);
        Optimizer = OptimizerFactory.Create(options.Optimization, OptimizerFactory.Rules(options.Optimization).Group(Encoder, Objective));
        _average = options.Optimization.AverageDecay is { } decay ? new AveragedWeights(Encoder, decay) : null;
    }

    /// <summary>Gets the options.</summary>
    public PretrainOptions Options { get; }

    /// <summary>Gets the tiles.</summary>
    public TileSet Tiles { get; }

    /// <summary>Gets the pixels of the tiles.</summary>
    public ITileSource Source { get; }

    /// <summary>Gets what draws the positives.</summary>
    public IPositivePairSampler Sampler { get; }

    /// <summary>Gets what each batch holds.</summary>
    public BatchPlanner Planner { get; }

    /// <summary>Gets what makes the views.</summary>
    public ViewMaker Views { get; }

    /// <summary>Gets the encoder.</summary>
    public Encoder Encoder { get; }

    /// <summary>Gets the objective.</summary>
    public IJointEmbeddingObjective Objective { get; }

    /// <summary>Gets the optimiser.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Gets what somebody should know of the parts: weights that training starts from, a bank with fewer clusters than asked for.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Gets the threads of one tensor operation.</summary>
    public int ComputeThreads { get; }

    /// <summary>Gets the tiles that could not be read so far.</summary>
    public IReadOnlyList<QuarantinedTile> UnreadableTiles => _unreadable;

    /// <summary>Trains to the last step and writes the encoder into the run's folder.</summary>
    /// <param name="run">The run's folder; null to keep nothing.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Ends the run after the step in hand; the state is saved first.</param>
    /// <returns>The meters of the last step; null when there was no step to do.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled; it can be resumed.</exception>
    /// <exception cref="HistoException">HS1701, HS1702: see <see cref="Pretrainer.Run"/>. HS1401: too many tiles cannot be read.</exception>
    public StepMeters? Run(RunDirectory? run = null, IProgress<StepMeters>? progress = null, CancellationToken cancellation = default)
    {
        OptimizationOptions optimization = Options.Optimization;
        long steps = Options.Training.Steps;
        var parts = new PretrainParts
        {
            Batches = Read,
            Views = Views,
            Encoder = Encoder,
            Objective = Objective,
            Optimizer = Optimizer,
            Schedule = new OptimizationSchedule
            {
                LearningRate = OptimizerFactory.LearningRate(optimization, steps, AnchorsPerStep(Options.Training)),
                WeightDecay = OptimizerFactory.WeightDecaySchedule(optimization, steps),
                ConstantRate = OptimizerFactory.BaseRate(optimization, AnchorsPerStep(Options.Training)),
                LastLayerFreeze = (long)Math.Round(steps * optimization.LastLayerFreezeShare),
            },
            TeacherMomentum = TeacherSchedule.Create(optimization, Objective.Name, steps),
            Feedback = _feedback,
            Average = _average,
        };
        var trainer = new Pretrainer(parts, Options.Training, optimization.GradientClip, optimization.GradientClipScope, _loggers.CreateLogger<Pretrainer>());
        StepMeters? last = trainer.Run(run, progress, cancellation);
        if (run is not null)
        {
            EncoderFile.Save(Encoder, run.EncoderFile);
            if (_average is not null)
            {
                _average.Swap();
                EncoderFile.Save(Encoder, run.AverageFile);
                _average.Swap();
            }
        }

        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _average?.Dispose();
        _feedback?.Dispose();
        Optimizer.Dispose();
        Objective.Dispose();
        Encoder.Dispose();
        _executor.Dispose();
        Source.Dispose();
    }

    private static ScalarType? Precision(string name) => name switch
    {
        "float32" or "tf32" => null,
        "bfloat16" => ScalarType.BFloat16,
        _ => throw new HistoException(ErrorCodes.UnknownName, "there is no such precision", "Optimization.Precision", name, string.Join(", ", OptionNames.Precisions)),
    };

    private static int AnchorsPerStep(TrainingOptions training) => (int)Math.Min(int.MaxValue, (long)training.BatchSize * training.AccumulatedBatches);

    private Encoder CreateEncoder(EncoderOptions options, int size, ViewRecipeSet recipes, ulong seed)
    {
        Encoder encoder = EncoderFactory.Create(options.ToSpec(size, recipes.Mean, recipes.Deviation), seed, options.ZeroLastNormalization, new DropPath(options.DropPath, options.DropPathRule));
        encoder.Recompute = options.Recompute;
        if (options.Weights is { } file)
        {
            Tell($"training starts from {EncoderWeights.Load(encoder, file, options.WeightsMapping, options.ResizePositions)}");
        }

        return encoder;
    }

    private void Tell(string? notice)
    {
        if (notice is not null)
        {
            _notices.Add(notice);
            _loggers.CreateLogger<PretrainSession>().LogInformation("{Notice}", notice);
        }
    }

    private FeatureFeedback CreateFeedback(FeatureNeighbours neighbours, Device device, ICollective? collective)
    {
        long epoch = Math.Max(1, Tiles.Count / AnchorsPerStep(Options.Training)), refreshEvery = Options.Pairs.Inter.RefreshEvery ?? epoch;
        if (Objective is IBankObjective shared)
        {
            // The objective has told what its bank is like.
            return new FeatureFeedback(neighbours, shared.Bank, refreshEvery);
        }

        var bank = new EmbeddingBank(Tiles.Count, Objective.ProjectionSize, Options.Pairs.Bank, Options.Training.Seed, collective);
        bank.to(device);
        Tell(bank.Notice);
        return new FeatureFeedback(neighbours, bank, refreshEvery, own: bank);
    }

    private SessionBatches Read(long firstBatch, long endBatch)
    {
        TrainingOptions training = Options.Training;
        var options = new TileBatchReaderOptions
        {
            ReaderThreads = training.ReaderThreads,
            PrefetchBatches = training.PrefetchedBatches,
            PrefetchMegabytes = training.PrefetchMegabytes,
            StartStep = firstBatch,
            EndStep = endBatch,
        };
        return new SessionBatches(new TileBatchReader(Source, Planner, options, _loggers.CreateLogger<TileBatchReader>()), _unreadable);
    }

    /// <summary>Keeps the list of unreadable tiles when the reader is gone.</summary>
    private sealed class SessionBatches(TileBatchReader reader, List<QuarantinedTile> unreadable) : IBatchSource
    {
        public PixelBatch Next(CancellationToken cancellation) => reader.Next(cancellation);

        public void Dispose()
        {
            unreadable.AddRange(reader.Quarantined);
            reader.Dispose();
        }
    }
}
