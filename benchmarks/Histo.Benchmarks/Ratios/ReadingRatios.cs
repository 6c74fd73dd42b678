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
    private const int Pairs = 11;

    public static void Measure(RatioFile file)
    {
        BenchmarkSlide slide = BenchmarkSlides.Jpeg;
        if (OpenSlideLoop.IsAvailable)
        {
            var openSlide = new OpenSlideReader();
            file.Add("readOpenSlideVsC1", Compare(openSlide, slide, 0, 1), "tiles/s");
            file.Add("readOpenSlideVsC2", Compare(openSlide, slide, 0, 2), "tiles/s");
            file.Add("readTiffVsC1", Compare(new TiffReader(), slide, 0, 1), "tiles/s");
            file.Add("readTiffUnalignedVsC1", Compare(new TiffReader(), slide, slide.TileSize / 2, 1), "tiles/s");
            file.Add("readDeflateVsC1", Compare(new TiffReader(), BenchmarkSlides.Deflate, 0, 1), "tiles/s");
            if (BenchmarkSlides.Scanned() is { } scanned)
            {
                file.Add("readTiffScannedVsC1", Compare(new TiffReader(), scanned, 0, 1), "tiles/s");
            }
            else
            {
                file.Miss("readTiffScannedVsC1", "CMU-1-Small-Region.svs is not in HISTO_DATA_DIR");
            }
        }
        else
        {
            foreach (string key in new[] { "readOpenSlideVsC1", "readOpenSlideVsC2", "readTiffVsC1", "readTiffUnalignedVsC1", "readDeflateVsC1", "readTiffScannedVsC1" })
            {
                file.Miss(key, OpenSlideLoop.Reason);
            }
        }

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
        file.Note("bytesPerTile", "through SlideTileSource, one thread, after one pass; the larger of the readers");
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
        Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / tiles.Count;

        void Pass()
        {
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                source.Read(tile, rgb);
            }
        }
    }
}
