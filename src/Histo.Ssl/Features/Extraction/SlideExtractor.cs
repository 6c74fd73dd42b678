using System.Globalization;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Makes the store of one tiled slide, or says why there is none.</summary>
internal sealed class SlideExtractor(ExtractionFolder folder, ISlideSource slides, FeatureExtractor extractor, double maxUnreadableShare)
{
    /// <exception cref="HistoException">HS1802, HS0002: the encoder is at fault. HS1854, HS1855: the store is. A slide's own problems are in the result.</exception>
    public ExtractedSlide Extract(TileSet? tiles, SlideOutcome outcome, IProgress<EmbeddingProgress> progress, CancellationToken cancellation)
    {
        string slideId = outcome.Slide.SlideId, file = folder.StoreFile(slideId);
        if (tiles is null)
        {
            bool empty = outcome.Code is ErrorCodes.NoTissue or ErrorCodes.AllTilesFiltered;
            return WithoutStore(file, new ExtractedSlide(slideId, empty ? ExtractionStatus.Empty : ExtractionStatus.Failed) { Unreadable = outcome.Unreadable, Code = outcome.Code, Reason = outcome.Reason });
        }

        try
        {
            return Extract(tiles, file, progress, cancellation);
        }
        catch (Exception error) when (TileSetBuilder.IsSlideProblem(error) && !StopsTheRun(error))
        {
            return WithoutStore(file, new ExtractedSlide(slideId, ExtractionStatus.Failed) { Reader = tiles.Slides[0].ReaderName, Code = (error as HistoException)?.Code ?? ErrorCodes.SlideDamaged, Reason = error.Message });
        }
    }

    private ExtractedSlide Extract(TileSet tiles, string file, IProgress<EmbeddingProgress> progress, CancellationToken cancellation)
    {
        TileSlide slide = tiles.Slides[0];
        FeatureStoreDescription description = extractor.Describe(slide);
        using var pixels = new SlideTileSource(tiles, slides, openSlides: 1);
        using IFeatureStoreWriter store = StoreWriting.Guard(() => FeatureStoreFile.Create(file, description));
        SlideExtraction made = extractor.Extract(pixels, 0, store, progress, cancellation);
        RequireReadable(slide.Source.SlideId, made, tiles.Count);
        StoreWriting.Guard(store.Complete);
        return new ExtractedSlide(slide.Source.SlideId, ExtractionStatus.Done, made.Rows)
        {
            Unreadable = made.Unreadable.Count,
            UnreadableTiles = [.. made.Unreadable.Take(ExtractedSlide.ShownUnreadableTiles).Select(tile => tile.Message)],
            Reader = slide.ReaderName,
        };
    }

    private void RequireReadable(string slideId, SlideExtraction made, int tiles)
    {
        if (made.Unreadable.Count > maxUnreadableShare * tiles)
        {
            throw new HistoException(
                ErrorCodes.TooManyUnreadableTiles,
                "too many tiles of a slide cannot be read",
                slideId,
                string.Create(CultureInfo.InvariantCulture, $"{made.Unreadable.Count} of {tiles}; the first: {made.Unreadable[0].Message}"),
                string.Create(CultureInfo.InvariantCulture, $"at most {maxUnreadableShare:P0}"),
                "Fetch the slide again, or raise ExtractionOptions.MaxUnreadableShare.");
        }
    }

    // A store that was damaged or outdated must not stay behind as if it were this slide's.
    private static ExtractedSlide WithoutStore(string file, ExtractedSlide slide)
    {
        StoreWriting.Guard(() => File.Delete(file));
        return slide;
    }

    private static bool StopsTheRun(Exception error) =>
        error is HistoException { Code: ErrorCodes.EmbeddingNotFinite or ErrorCodes.WrongShape or ErrorCodes.StoreNotWritten or ErrorCodes.FeatureOutOfRange };
}
