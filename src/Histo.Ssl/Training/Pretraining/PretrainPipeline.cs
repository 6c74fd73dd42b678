using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Histo.Ssl.Training;

/// <summary>From slides to a trained encoder in a folder: tiles the slides, trains, keeps the record; or goes on with a run that was cut off.</summary>
/// <param name="readers">Opens slides.</param>
/// <param name="loggers">Where to log; null for nowhere.</param>
/// <param name="tissue">Finds the tissue in place of what <see cref="PretrainOptions.Tissue"/> describes; null for that.</param>
/// <param name="objectives">Objectives of other assemblies, beside the built-in ones; null for none. A run of one is resumed by a pipeline that has it too.</param>
public sealed class PretrainPipeline(ISlideReaderFactory readers, ILoggerFactory? loggers = null, ITissueDetector? tissue = null, IEnumerable<IObjectiveProvider>? objectives = null)
{
    private readonly ObjectiveCatalog _objectives = new(objectives);
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;

    /// <summary>Begins a run.</summary>
    /// <param name="slides">The cohort.</param>
    /// <param name="options">The options. Its <see cref="ObjectiveOptions.Custom"/> is completed with the provider's defaults, so that the record holds them.</param>
    /// <param name="folder">The run's folder; must not hold a run.</param>
    /// <param name="progress">Told while slides are tiled and after every step.</param>
    /// <param name="cancellation">Ends the run; it can be resumed.</param>
    /// <returns>The run as it ended; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1705: the folder holds a run. Other codes: options, slides, tiling, reading, training.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PretrainOutcome Start(SlideManifest slides, PretrainOptions options, string folder, IProgress<PretrainProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(_objectives);
        _objectives.Complete(options.Objective);
        ComputeDevice.Resolve(options.Training.Device);
        var run = new RunDirectory(folder);
        if (File.Exists(run.RunFile))
        {
            throw new HistoException(ErrorCodes.RunExists, "the folder already holds a run", run.FolderPath, action: "Resume it with --resume, or name another folder.");
        }

        if (options.Encoder.Weights is { } weights && !File.Exists(weights))
        {
            throw new HistoException(ErrorCodes.BadTensorFile, "the file of weights does not exist", "Encoder.Weights", weights, action: "Name a file of weights, or leave the option out to start from random weights.");
        }

        SlideSource source = Source(options.Reader);
        TilingResult tiling = new TileSetBuilder(source, options.Tiling, tissue ?? new OtsuTissueDetector(options.Tissue))
            .Build(slides.Slides, new Relay<TilingProgress>(each => progress?.Report(new PretrainProgress { Tiling = each })), cancellation);
        foreach (SlideOutcome outcome in tiling.Outcomes.Where(each => each.Problem is not null))
        {
            _loggers.CreateLogger<PretrainPipeline>().LogWarning("{Slide}: {Reason}", outcome.Slide.SlideId, outcome.Reason);
        }

        TileSetFile.Save(run.TilesFile, tiling.Tiles);
        return Train(run, options, tiling.Tiles, tiling.Outcomes, [], source, progress, cancellation);
    }

    /// <summary>Goes on with a run; the result equals that of a run that was never interrupted.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="readerThreads">Reading threads from here on, which never change a result; null for the run's own.</param>
    /// <param name="reader">The reader that the caller insists on; null for the run's own.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Ends the run; it can be resumed again.</param>
    /// <returns>The run as it ended; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1703: no run there, or a damaged one. HS1704: another reader, other options or other tiles.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PretrainOutcome Resume(string folder, int? readerThreads = null, string? reader = null, IProgress<PretrainProgress>? progress = null, CancellationToken cancellation = default)
    {
        var run = new RunDirectory(folder);
        RunRecord record = run.ReadRecord();
        PretrainOptions options = record.Options;
        Require(reader is null || reader == options.Reader, "the run was made with another reader", reader, options.Reader);
        string hash = PretrainJson.Hash(options);
        Require(hash == record.OptionsHash, "the options in run.json were changed", hash, record.OptionsHash);
        TileSet tiles = TileSetFile.Load(run.TilesFile);
        Require(tiles.Hash == record.TileSetHash, "the tiles are not those of the run", tiles.Hash, record.TileSetHash);
        options.Training.ComputeThreads = record.ComputeThreads;
        options.Training.ReaderThreads = readerThreads ?? options.Training.ReaderThreads;
        return Train(run, options, tiles, [], record.UnreadableTiles, Source(options.Reader), progress, cancellation);

        void Require(bool holds, string what, string? seen, string wanted)
        {
            if (!holds)
            {
                throw new HistoException(ErrorCodes.ResumeMismatch, what, run.FolderPath, seen, wanted, "Begin a new run in another folder to change it.");
            }
        }
    }

    /// <summary>Begins a run on a thread of its own, because torch belongs to a thread. The parameters and errors are those of <see cref="Start"/>.</summary>
    /// <param name="slides">The cohort.</param>
    /// <param name="options">The options.</param>
    /// <param name="folder">The run's folder; must not hold a run.</param>
    /// <param name="progress">Told on the run's thread.</param>
    /// <param name="cancellation">Ends the run; the task is then cancelled when the state is saved.</param>
    /// <returns>The run as it ended; the caller disposes it.</returns>
    public Task<PretrainOutcome> StartAsync(
        SlideManifest slides, PretrainOptions options, string folder, IProgress<PretrainProgress>? progress = null, CancellationToken cancellation = default) =>
        OnOwnThread(() => Start(slides, options, folder, progress, cancellation), cancellation);

    /// <summary>Goes on with a run on a thread of its own. The parameters and errors are those of <see cref="Resume"/>.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="readerThreads">Reading threads from here on; null for the run's own.</param>
    /// <param name="reader">The reader that the caller insists on; null for the run's own.</param>
    /// <param name="progress">Told on the run's thread.</param>
    /// <param name="cancellation">Ends the run; the task is then cancelled when the state is saved.</param>
    /// <returns>The run as it ended; the caller disposes it.</returns>
    public Task<PretrainOutcome> ResumeAsync(
        string folder, int? readerThreads = null, string? reader = null, IProgress<PretrainProgress>? progress = null, CancellationToken cancellation = default) =>
        OnOwnThread(() => Resume(folder, readerThreads, reader, progress, cancellation), cancellation);

    private static Task<PretrainOutcome> OnOwnThread(Func<PretrainOutcome> run, CancellationToken cancellation) =>
        Task.Factory.StartNew(run, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private static void Finish(RunDirectory run, PretrainSession session, RunRecord record) =>
        run.WriteRecord(record with { UnreadableTiles = [.. record.UnreadableTiles.Union(session.UnreadableTiles.Select(tile => tile.ToString()))] });

    private static StepMeters? Last(IReadOnlyList<StepMeters> meters) => meters.Count == 0 ? null : meters[^1];

    private PretrainOutcome Train(
        RunDirectory run, PretrainOptions options, TileSet tiles, IReadOnlyList<SlideOutcome> outcomes, IReadOnlyList<string> unreadable, SlideSource source, IProgress<PretrainProgress>? progress, CancellationToken cancellation)
    {
        var session = new PretrainSession(options, tiles, OpenTiles(tiles, source, options.Training, cancellation), loggers: _loggers, objectives: _objectives);
        RunRecord record = Describe(session) with { UnreadableTiles = unreadable };
        try
        {
            run.WriteRecord(record);
            var relay = new Relay<StepMeters>(meters => progress?.Report(new PretrainProgress { Step = meters, Steps = options.Training.Steps }));
            StepMeters? last = session.Run(run, relay, cancellation) ?? Last(run.ReadMeters());
            record = record with { Status = RunStatus.Completed, Step = options.Training.Steps, FinalMeters = last };
            Finish(run, session, record);
            return new PretrainOutcome(run, record, session, outcomes);
        }
        catch (Exception error)
        {
            bool cancelled = error is OperationCanceledException;
            long step = Last(run.ReadMeters())?.Step + 1 ?? 0;
            Finish(run, session, record with { Status = cancelled ? RunStatus.Cancelled : RunStatus.Failed, Step = step, Error = cancelled ? null : error.Message });
            session.Dispose();
            run.Dispose();
            throw;
        }
    }

    private static RunRecord Describe(PretrainSession session) => new()
    {
        Options = session.Options,
        OptionsHash = PretrainJson.Hash(session.Options),
        TileSetHash = session.Tiles.Hash,
        Tiles = session.Tiles.Count,
        Readers = session.Tiles.Slides.ToDictionary(slide => slide.Source.SlideId, slide => slide.ReaderName, StringComparer.Ordinal),
        Encoder = session.Encoder.Spec,
        ComputeThreads = session.ComputeThreads,
        Versions = RunVersions.Current(),
    };

    private static ITileSource OpenTiles(TileSet tiles, SlideSource source, TrainingOptions options, CancellationToken cancellation)
    {
        var slides = new SlideTileSource(tiles, source, options.OpenSlides);
        long bytes = (long)tiles.Count * slides.TileSize * slides.TileSize * 3;
        if (bytes > (long)options.TileCacheMegabytes << 20)
        {
            return slides;
        }

        using (slides)
        {
            return MemoryTileSource.Load(slides, options.ReaderThreads, cancellationToken: cancellation);
        }
    }

    private SlideSource Source(string reader) => new(readers, new SlideOpenOptions { Reader = reader });

    /// <summary>Reports at once and on the reporting thread.</summary>
    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
