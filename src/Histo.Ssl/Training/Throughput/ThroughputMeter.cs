using System.Diagnostics;
using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>Measures what training would cost here: files, reading with decoding, and whole training steps. Nothing is kept.</summary>
/// <param name="readers">Opens slides.</param>
/// <param name="objectives">Objectives of other assemblies, beside the built-in ones; null for none.</param>
public sealed class ThroughputMeter(ISlideReaderFactory readers, IEnumerable<IObjectiveProvider>? objectives = null)
{
    // Threads start and buffers are made in the first steps. Reading is measured far from the batches of training, which would find its tiles in memory otherwise.
    private const int FirstSteps = 2, FewestSteps = 3, ElsewhereStep = 1_000_000, FewestScheduledSteps = 100_000;
    private readonly ObjectiveCatalog _objectives = new(objectives);

    /// <summary>Measures.</summary>
    /// <param name="slides">The cohort, or some slides of it.</param>
    /// <param name="options">The options that a run would have. Slides are read at each step, whatever <see cref="TrainingOptions.TileCacheMegabytes"/>.</param>
    /// <param name="time">How long each of the three measurements takes; at least a few steps are done.</param>
    /// <param name="progress">Told what is measured next; null for nobody.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <returns>What was measured, and what to change.</returns>
    /// <exception cref="HistoException">Options, slides, tiling or reading: as <see cref="PretrainPipeline.Start"/>.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    public ThroughputReport Measure(SlideManifest slides, PretrainOptions options, TimeSpan time, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        options = PretrainJson.ReadOptions(PretrainJson.WriteOptions(options), nameof(options));
        options.Validate(_objectives);
        _objectives.Complete(options.Objective);
        options.Training.Steps = Math.Max(options.Training.Steps, FewestScheduledSteps);
        options.Training.Collapse.Stop = false;
        progress?.Report("tiling");
        var source = new SlideSource(readers, new SlideOpenOptions { Reader = options.Reader });
        TilingResult tiling = new TileSetBuilder(source, options.Tiling, new OtsuTissueDetector(options.Tissue)).Build(slides.Slides, cancellationToken: cancellation);
        TileSet tiles = tiling.Tiles;
        progress?.Report("files");
        IReadOnlyList<FileInfo> files = FileSpeed.Files(tiles.Slides.Select(slide => slide.Source));
        double? disk = files.Count == 0 ? null : FileSpeed.Measure(files, options.Training.ReaderThreads, time, cancellation);
        using var session = new PretrainSession(options, tiles, new SlideTileSource(tiles, source, options.Training.OpenSlides), objectives: _objectives);
        progress?.Report("reading");
        (double read, int readAhead) = ReadingSpeed(session, time, cancellation);
        progress?.Report("training");
        return Describe(session, Train(session, readAhead, time, cancellation), files, disk, read) with { Problems = [.. tiling.Outcomes.Select(slide => slide.Reason).OfType<string>()] };
    }

    // Tiles a second, and the batches that are read ahead.
    private static (double Speed, int ReadAhead) ReadingSpeed(PretrainSession session, TimeSpan time, CancellationToken cancellation)
    {
        using var reader = new TileBatchReader(session.Source, session.Planner, ReadingOptions(session.Options.Training));
        reader.Next(cancellation).Dispose();
        long start = Stopwatch.GetTimestamp(), before = reader.Statistics.Tiles;

        // More than are read ahead, or some would have been there already.
        for (int batch = 0; batch < reader.Capacity + FewestSteps || Stopwatch.GetElapsedTime(start) < time; batch++)
        {
            reader.Next(cancellation).Dispose();
        }

        return ((reader.Statistics.Tiles - before) / Stopwatch.GetElapsedTime(start).TotalSeconds, reader.Capacity);
    }

    private static TileBatchReaderOptions ReadingOptions(TrainingOptions training) => new()
    {
        ReaderThreads = training.ReaderThreads,
        PrefetchBatches = training.PrefetchedBatches,
        PrefetchMegabytes = training.PrefetchMegabytes,
        StartStep = ElsewhereStep,
    };

    private static List<StepMeters> Train(PretrainSession session, int readAhead, TimeSpan time, CancellationToken cancellation)
    {
        var steps = new List<StepMeters>();

        // The batches that were read ahead during the first, slow step do not tell how fast reading is.
        TrainingOptions training = session.Options.Training;
        int skipped = FirstSteps + ((readAhead + training.AccumulatedBatches - 1) / training.AccumulatedBatches);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = Stopwatch.StartNew();
        try
        {
            session.Run(progress: new Steps(step =>
            {
                if (step.Step >= skipped)
                {
                    steps.Add(step);
                }
                else
                {
                    watch.Restart();
                }

                if (steps.Count >= FewestSteps && watch.Elapsed >= time)
                {
                    enough.Cancel();
                }
            }), cancellation: enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }

        return steps;
    }

    private static ThroughputReport Describe(PretrainSession session, List<StepMeters> steps, IReadOnlyList<FileInfo> files, double? disk, double read)
    {
        PretrainOptions options = session.Options;
        double seconds = steps.Sum(step => step.Seconds), waiting = steps.Sum(step => step.WaitingShare * step.Seconds) / seconds, views = steps.Sum(step => step.ViewSeconds) / seconds, compute = steps.Sum(step => step.ComputeSeconds) / seconds;
        double? bytesPerTile = disk is null ? null : BytesPerTile(session.Tiles, files);
        var report = new ThroughputReport
        {
            Slides = session.Tiles.Slides.Count,
            Tiles = session.Tiles.Count,
            BatchSize = options.Training.BatchSize,
            ReaderThreads = options.Training.ReaderThreads,
            Processors = Environment.ProcessorCount,
            DiskMegabytesPerSecond = disk / 1e6,
            BytesPerTile = bytesPerTile,
            TilesPerSecond = read,
            PairsPerSecond = steps.Count * (double)options.Training.BatchSize * options.Training.AccumulatedBatches / seconds,
            WaitingShare = waiting,
            ViewShare = views,
            ComputeShare = compute,
            FitsInMemory = (long)session.Tiles.Count * session.Source.TileSize * session.Source.TileSize * 3 <= (long)options.Training.TileCacheMegabytes << 20,
            Steps = steps.Count,
            Limit = ThroughputAdvice.Limit(waiting, views, compute, disk / bytesPerTile, read),
            Advice = [],
        };
        return report with { Advice = ThroughputAdvice.For(report, options, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20) };
    }

    // A tile's share of its slide's grid, of the file: levels above the first are a third more, tissue is coded longer than glass.
    private static double BytesPerTile(TileSet tiles, IReadOnlyList<FileInfo> files)
    {
        double places = 0;
        foreach (TileSlide slide in tiles.Slides)
        {
            double overlap = (double)slide.Grid.TileSize / slide.Grid.Stride;
            places += slide.Grid.Columns * (double)slide.Grid.Rows / (overlap * overlap);
        }

        return files.Sum(file => file.Length) / places;
    }

    private sealed class Steps(Action<StepMeters> report) : IProgress<StepMeters>
    {
        public void Report(StepMeters value) => report(value);
    }
}
