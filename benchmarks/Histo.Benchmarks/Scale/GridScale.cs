using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks.Scale;

/// <summary>Finding the tissue of one very large slide and laying the grid.</summary>
internal static class GridScale
{
    private const int Side = 100_000, TileSize = 224, Mask = 64;

    /// <summary>Writes the slide, which takes a minute or two, and tiles it.</summary>
    public static JsonObject Run()
    {
        string path = WorkFolder.File("large.svs");
        long writing = Stopwatch.GetTimestamp();
        PyramidTiffWriter.Write(path, Side, Side, Fill, new PyramidTiffOptions { Mpp = 0.25, ObjectivePower = 40, JpegQuality = 70 });
        double written = Stopwatch.GetElapsedTime(writing).TotalSeconds;
        SlideManifest manifest = SlideManifest.FromPaths([path]);
        long before = ProcessMemory.Peak;
        double[] seconds = new double[3];
        int tiles = 0;
        for (int run = 0; run < seconds.Length; run++)
        {
            long start = Stopwatch.GetTimestamp();
            TileSet set = new TileSetBuilder(new SlideSource(SlideReaderFactory.Default()), new TilingOptions { TileSize = TileSize }).Build(manifest.Slides).Tiles;
            seconds[run] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            tiles = set.Count;
        }

        Array.Sort(seconds);
        return new JsonObject { ["side"] = Side, ["tiles"] = tiles, ["seconds"] = Math.Round(seconds[1], 3), ["peakBytesAbove"] = ProcessMemory.Peak - before, ["fileBytes"] = new FileInfo(path).Length, ["writingSeconds"] = Math.Round(written, 1) };
    }

    // Pink discs on glass, with a little texture: what matters is the number of pixels.
    private static void Fill(int firstRow, int rowCount, Span<byte> rgb)
    {
        for (int row = 0; row < rowCount; row++)
        {
            int y = firstRow + row;
            Span<byte> line = rgb.Slice(row * Side * 3, Side * 3);
            if (row > 0 && y % Mask != 0)
            {
                rgb.Slice((row - 1) * Side * 3, Side * 3).CopyTo(line);
                continue;
            }

            for (int x = 0; x < Side; x += Mask)
            {
                FillRun(line.Slice(x * 3, Math.Min(Mask, Side - x) * 3), IsTissue(x, y), x / Mask);
            }
        }
    }

    private static bool IsTissue(int x, int y)
    {
        const double pitch = Side / 3.0;
        double dx = (x % pitch) - (pitch / 2), dy = (y % pitch) - (pitch / 2);
        return (dx * dx) + (dy * dy) < pitch * pitch * 0.16;
    }

    private static void FillRun(Span<byte> run, bool tissue, int number)
    {
        for (int i = 0; i < run.Length; i += 3)
        {
            int wave = tissue ? ((i / 3 * 7) + (number * 13)) % 24 : 0;
            (run[i], run[i + 1], run[i + 2]) = tissue ? ((byte)(190 + wave), (byte)(110 + wave), (byte)(170 + wave)) : ((byte)242, (byte)242, (byte)242);
        }
    }
}
