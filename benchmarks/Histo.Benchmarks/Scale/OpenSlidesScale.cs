using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;

namespace Histo.Benchmarks.Scale;

/// <summary>Memory and time of slides that are open at once, a tile read from each; a pool keeps no more than it may.</summary>
/// <param name="Reader">"tiff" or "openslide".</param>
/// <param name="Folder">The slides.</param>
/// <param name="Open">How many the pool keeps open.</param>
internal sealed record OpenSlidesScale(string Reader, string Folder, int Open)
{
    private const int TileSize = 224;

    /// <summary>Gets the arguments of the program that measure it.</summary>
    public IEnumerable<string> Words => ["open-slides", Reader, Folder, Open.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>Runs in this process: one slide first, so that what a reader loads once is not counted.</summary>
    public JsonObject Run()
    {
        ISlideReader reader = Reader == "tiff" ? new TiffReader() : new OpenSlideReader();
        ManifestSlide[] slides = [.. SlideManifest.FromPaths([Folder]).Slides];
        byte[] rgb = new byte[TileSize * TileSize * 3];
        using var pool = new SlidePool(new SlideSource(new SlideReaderFactory([reader])), slides, Open);
        Read(pool, 0, rgb);
        long before = ProcessMemory.Resident;
        double first = Pass(), again = Pass();
        return new JsonObject { ["reader"] = Reader, ["slides"] = slides.Length, ["keptOpen"] = pool.OpenCount, ["seconds"] = Math.Round(first, 3), ["againSeconds"] = Math.Round(again, 3), ["bytesAbove"] = ProcessMemory.Resident - before };

        double Pass()
        {
            long start = Stopwatch.GetTimestamp();
            for (int slide = 0; slide < slides.Length; slide++)
            {
                Read(pool, slide, rgb);
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static void Read(SlidePool pool, int slide, byte[] rgb)
    {
        using SlideLease lease = pool.Rent(slide);
        lease.Slide.ReadRegion(0, 0, 0, TileSize, TileSize, rgb);
    }
}
