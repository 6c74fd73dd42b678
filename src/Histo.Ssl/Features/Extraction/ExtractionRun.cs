using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Microsoft.Extensions.Logging;

namespace Histo.Ssl.Features;

/// <summary>Extracts what is missing of a cohort: looks at the stores that are there, then makes the others slide by slide.</summary>
internal sealed class ExtractionRun(ExtractionFolder folder, ExtractionLedger ledger, StoreCheck check, SlideExtractor extractor, TileSetBuilder builder, bool overwrite, ILogger log, IProgress<ExtractionProgress>? progress)
{
    private readonly List<string> _notices = [];
    private int _done;

    /// <param name="slides">The cohort, without annotations.</param>
    /// <param name="cancellation">Stops between batches; what is done stays.</param>
    public ExtractionOutcome Run(IReadOnlyList<ManifestSlide> slides, CancellationToken cancellation)
    {
        try
        {
            ManifestSlide[] pending = Pending(slides, cancellation);
            int kept = _done;
            builder.Survey(pending, cancellation);
            ledger.Write(RunStatus.Running);
            foreach ((TileSet? tiles, SlideOutcome outcome) in new TilingAhead(builder, pending).Run(cancellation))
            {
                Finish(extractor.Extract(tiles, outcome, new SlideProgress(progress, _done, slides.Count, outcome.Slide.SlideId), cancellation), slides.Count);
                ledger.Write(RunStatus.Running);
            }

            return new ExtractionOutcome(folder, ledger.Write(RunStatus.Completed), [.. ledger.Cohort.Select(ledger.Find).OfType<ExtractedSlide>()], kept, _notices);
        }
        catch (Exception error) when (error is not HistoException { Code: ErrorCodes.StoreNotWritten or ErrorCodes.ExtractionMismatch })
        {
            bool cancelled = error is OperationCanceledException;
            ledger.Write(cancelled ? RunStatus.Cancelled : RunStatus.Failed, cancelled ? null : error.Message);
            throw;
        }
    }

    private ManifestSlide[] Pending(IReadOnlyList<ManifestSlide> slides, CancellationToken cancellation)
    {
        var pending = new List<ManifestSlide>();
        var different = new List<(string File, StoreFinding Finding)>();
        foreach (ManifestSlide slide in slides)
        {
            cancellation.ThrowIfCancellationRequested();
            string file = folder.StoreFile(slide.SlideId);
            StoreFinding finding = check.Look(file, slide.SlideId);
            if (finding.State == StoreState.Whole && ledger.Find(slide.SlideId) is not { Status: ExtractionStatus.Outdated })
            {
                Finish(Kept(slide.SlideId, finding.Rows), slides.Count);
                continue;
            }

            pending.Add(slide);
            if (finding.State == StoreState.Different)
            {
                different.Add((file, finding));
            }

            if (finding.State != StoreState.Missing)
            {
                Notice(slide.SlideId, slides.Count, finding);
            }
        }

        return different.Count == 0 || overwrite ? [.. pending] : throw new HistoException(
            ErrorCodes.ExtractionMismatch,
            $"{different.Count} of {slides.Count} stores were made in another way",
            different[0].File,
            different[0].Finding.Seen,
            different[0].Finding.Wanted,
            "Name another folder, or give --overwrite to replace them.");
    }

    // What the record knows about it, unless that is older than the store.
    private ExtractedSlide Kept(string slideId, int rows) =>
        ledger.Find(slideId) is { Status: ExtractionStatus.Done } known && known.Tiles == rows ? known : new ExtractedSlide(slideId, ExtractionStatus.Done, rows);

    private void Notice(string slideId, int count, StoreFinding finding)
    {
        string what = finding.State switch
        {
            StoreState.Damaged => $"the store is damaged ({finding.Seen})",
            StoreState.Different => $"the store was made in another way ({finding.Seen}, not {finding.Wanted})",
            _ => "the store was made with other settings",
        };
        string text = $"{slideId}: {what} and is made anew";
        _notices.Add(text);
        log.LogWarning("{Notice}", text);
        progress?.Report(new ExtractionProgress(_done, count, slideId) { Notice = text });
    }

    private void Finish(ExtractedSlide slide, int count)
    {
        ledger.Set(slide);
        _done++;
        if (slide.Reason is not null || slide.Unreadable > 0)
        {
            log.LogWarning("{Slide}: {Status}, {Unreadable} unreadable tiles. {Reason}", slide.SlideId, slide.Status, slide.Unreadable, slide.Reason);
        }

        progress?.Report(new ExtractionProgress(_done, count, slide.SlideId) { Finished = slide });
    }

    private sealed class SlideProgress(IProgress<ExtractionProgress>? progress, int done, int count, string slideId) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => progress?.Report(new ExtractionProgress(done, count, slideId) { Tiles = value });
    }
}
