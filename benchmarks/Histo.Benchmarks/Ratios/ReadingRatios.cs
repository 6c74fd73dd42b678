using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks.Ratios;

/// <summary>Reading against the loop in C, and its managed memory.</summary>
internal static class ReadingRatios
{
    private const int Pairs = 11, Passes = 4;

    public static void Measure(RatioFile file)
    {
        BenchmarkSlide slide = BenchmarkSlides.Jpeg, deflate = BenchmarkSlides.Deflate;
        BenchmarkSlide? scanned = BenchmarkSlides.Scanned();
        ISlideReader openSlide = new OpenSlideReader(), tiff = new TiffReader();
        int half = slide.TileSize / 2;
        (string Key, ISlideReader Reader, BenchmarkSlide? Slide, int Offset, int Threads)[] cases =
        [
            ("readOpenSlideVsC1", openSlide, slide, 0, 1), ("readOpenSlideVsC2", openSlide, slide, 0, 2), ("readOpenSlideUnalignedVsC1", openSlide, slide, half, 1), ("readOpenSlideDeflateVsC1", openSlide, deflate, 0, 1),
            ("readTiffVsC1", tiff, slide, 0, 1), ("readTiffVsC2", tiff, slide, 0, 2), ("readTiffUnalignedVsC1", tiff, slide, half, 1), ("readTiffScannedVsC1", tiff, scanned, 0, 1),
            ("readDeflateVsC1", tiff, deflate, 0, 1), ("readDeflateUnalignedVsC1", tiff, deflate, half, 1),
        ];
        foreach ((string key, ISlideReader reader, BenchmarkSlide? input, int offset, int threads) in cases)
        {
            if (!OpenSlideLoop.IsAvailable || input is null)
            {
                file.Miss(key, OpenSlideLoop.IsAvailable ? "CMU-1-Small-Region.svs is not in HISTO_DATA_DIR" : OpenSlideLoop.Reason);
                continue;
            }

            file.Add(key, Compare(reader, input, offset, threads), "tiles/s");
        }

        MeasureMemory(file, slide, deflate);
    }

    private static void MeasureMemory(RatioFile file, BenchmarkSlide slide, BenchmarkSlide deflate)
    {
        List<ISlideReader> readers = [new TiffReader()];
        if (OpenSlideLibrary.Installed.IsAvailable)
        {
            readers.Add(new OpenSlideReader());
        }

        var bytes = new JsonObject();
        foreach (ISlideReader reader in readers)
        {
            bytes[reader.Name] = RatioFile.Rounded(BytesPerTile(reader, slide));
        }

        file.Add("bytesPerTile", bytes.Max(entry => (double)entry.Value!));
        file.Raw("bytesPerTile", bytes);
        file.Add("bytesPerTileDeflate", BytesPerTile(new TiffReader(), deflate));
        file.Note("bytesPerTile", "through SlideTileSource, one thread, JPEG, the least of four passes; the larger of the readers");
    }

    private static PairedRuns Compare(ISlideReader reader, BenchmarkSlide slide, int offset, int threads) => PairedRuns.Measure(
        () => OpenSlideLoop.Read(slide, offset, threads).TilesPerSecond,
        () => TileLoop.Read(reader, slide, offset, threads).TilesPerSecond,
        Pairs);

    private static double BytesPerTile(ISlideReader reader, BenchmarkSlide slide)
    {
        var slides = new SlideSource(new SlideReaderFactory([reader]));
        TileSet tiles = new TileSetBuilder(slides, new TilingOptions { TileSize = slide.TileSize, MinTissue = 0 }).Build(SlideManifest.FromPaths([slide.FilePath]).Slides).Tiles;
        using var source = new SlideTileSource(tiles, slides);
        byte[] rgb = new byte[slide.TileSize * slide.TileSize * 3];

        // The first passes compile and fill caches.
        return Enumerable.Range(0, Passes).Min(_ => (double)Pass() / tiles.Count);

        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                source.Read(tile, rgb);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
