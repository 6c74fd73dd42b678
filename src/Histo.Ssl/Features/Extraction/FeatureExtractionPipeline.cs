using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>From slides to feature stores in a folder: tiles each slide, extracts its features, writes one store. Run again, it goes on where it stopped.</summary>
/// <remarks>
/// <para>
/// In the folder: <c>features/SLIDE.h5</c>, one store a slide (see <see cref="FeatureStores"/>), and <c>extraction.json</c> (<see cref="ExtractionRecord"/>). A slide is done when its store exists, verifies by its
/// checksum, and was made with the same encoder, input, grid and precision. A store appears under its name only when it is complete, so a process that is killed at any time leaves whole stores and no others. A store that is
/// truncated or damaged is reported and made anew; one that was made in another way stops the run, unless <see cref="ExtractionOptions.Overwrite"/> is set.
/// </para>
/// <para>
/// All slides that are still to be done are opened once before the first is tiled, so that missing resolutions show at once. A slide that cannot be read is reported and the others go on. A slide without tissue is recorded as
/// empty and gets no store, unlike in TRIDENT, which writes one of 0 rows: no model can use a bag without instances, and the record tells an empty slide from a forgotten one.
/// </para>
/// <para>Memory does not grow with the cohort: the tiles' cells of two slides, two batches of pixels, one batch of activations.</para>
/// </remarks>
/// <param name="readers">Opens slides.</param>
/// <param name="loggers">Where to log; null for nowhere.</param>
/// <param name="tissue">Finds the tissue in place of what <see cref="ExtractionOptions.Tissue"/> describes; null for that.</param>
public sealed class FeatureExtractionPipeline(ISlideReaderFactory readers, ILoggerFactory? loggers = null, ITissueDetector? tissue = null)
{
    private readonly ILogger _log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<FeatureExtractionPipeline>();

    /// <summary>Extracts the features of a cohort, or what is missing of them.</summary>
    /// <param name="slides">The cohort; annotations are not looked at. Other cohorts' stores may be in the folder, made in the same way.</param>
    /// <param name="encoder">The encoder, on the device that shall compute; stays the caller's. Its weights must not change meanwhile.</param>
    /// <param name="options">The options.</param>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="progress">Told at once, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Stops between batches. Finished slides stay; the slide that is worked on begins anew with the next run.</param>
    /// <returns>What became of each slide. Slides that failed are in it: they are no exception.</returns>
    /// <exception cref="HistoException">
    /// HS0001: an option. HS1850: the folder holds stores that were made in another way; the message has both values. HS1851: its record is damaged. HS1852: another process works in it. HS1853: a slide's name cannot be a
    /// file's. HS1854: a store cannot be written. HS1802, HS1855: a feature is not finite, or too large for the precision. HS1008: slides without resolution.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ExtractionOutcome Run(
        SlideManifest slides, Encoder encoder, ExtractionOptions options, string folder, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var target = new ExtractionFolder(folder);
        foreach (ManifestSlide slide in slides.Slides)
        {
            target.StoreFile(slide.SlideId);
        }

        ComputeDevice.SetThreads(options.ComputeThreads);
        using IViewExecutor executor = ViewExecutors.For(encoder.parameters().FirstOrDefault() is Parameter first ? first.device : CPU);
        var extractor = new FeatureExtractor(encoder, executor, new EmbeddingOptions { BatchSize = options.BatchSize, ReadingThreads = options.ReaderThreads }, FeaturePrecision.Parse(options.Precision));
        ITissueDetector detector = tissue ?? new OtsuTissueDetector(options.Tissue);
        var source = new SlideSource(readers, new SlideOpenOptions { Reader = options.Reader });
        ManifestSlide[] cohort = [.. slides.Slides.Select(slide => slide with { Parts = [.. slide.Parts.Select(part => part with { Annotation = null })] })];

        using FileStream held = StoreWriting.Guard(target.Lock);
        ExtractionRecord settings = Describe(extractor, encoder, options, detector);
        var ledger = new ExtractionLedger(target, settings, cohort, Earlier(target, settings, options.Overwrite));
        if (!File.Exists(target.EncoderFile) || EncoderFile.Describe(target.EncoderFile).WeightsHash != settings.EncoderHash)
        {
            EncoderFile.Save(encoder, target.EncoderFile);
        }

        var slideExtractor = new SlideExtractor(target, source, extractor, options.MaxUnreadableShare);
        var builder = new TileSetBuilder(source, options.Tiling, detector);
        return new ExtractionRun(target, ledger, new StoreCheck(settings), slideExtractor, builder, options.Overwrite, _log, progress).Run(cohort, cancellation);
    }

    /// <summary>Extracts on a thread of its own, because torch belongs to a thread. The parameters, errors and result are those of <see cref="Run"/>.</summary>
    /// <param name="slides">The cohort.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="options">The options.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told on the run's thread.</param>
    /// <param name="cancellation">Stops the run; the task is then cancelled.</param>
    public Task<ExtractionOutcome> RunAsync(
        SlideManifest slides, Encoder encoder, ExtractionOptions options, string folder, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(() => Run(slides, encoder, options, folder, progress, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    // Entries of the folder's earlier record. Where its settings were others, its stores are outdated or stop the run.
    private static IReadOnlyList<ExtractedSlide> Earlier(ExtractionFolder folder, ExtractionRecord settings, bool overwrite)
    {
        if (folder.ReadRecord() is not { } earlier)
        {
            return [];
        }

        IReadOnlyList<string> seen = earlier.DifferencesFrom(settings);
        if (seen.Count == 0)
        {
            return earlier.Slides;
        }

        bool hasStores = earlier.Slides.Any(slide => File.Exists(folder.StoreFile(slide.SlideId)));
        if (hasStores && !overwrite)
        {
            throw new HistoException(
                ErrorCodes.ExtractionMismatch,
                "the folder holds an extraction with other settings",
                folder.FolderPath,
                string.Join("; ", seen),
                string.Join("; ", settings.DifferencesFrom(earlier)),
                "Name another folder, or give --overwrite to replace its stores.");
        }

        return [.. earlier.Slides.Where(slide => File.Exists(folder.StoreFile(slide.SlideId))).Select(slide => slide with { Status = ExtractionStatus.Outdated })];
    }

    private static ExtractionRecord Describe(FeatureExtractor extractor, Encoder encoder, ExtractionOptions options, ITissueDetector detector) => new()
    {
        Encoder = encoder.Spec,
        EncoderHash = extractor.EncoderHash,
        Width = extractor.EmbeddingSize,
        Precision = options.Precision,
        Tiling = options.Tiling,
        Tissue = options.Tissue,
        TissueMethod = detector.Description,
        Versions = RunVersions.Current(),
    };
}
