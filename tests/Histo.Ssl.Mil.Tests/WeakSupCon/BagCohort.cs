using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;

namespace Histo.Ssl.Mil.Tests.WeakSupCon;

/// <summary>Small labelled cohorts without files: squares of 6 x 6 tiles, each tile with a colour of its own.</summary>
internal static class BagCohort
{
    public const int Side = 6, TileSize = 16;

    public static TileSet Tiles(params string?[] labels)
    {
        TileSlide[] slides =
        [
            .. labels.Select((label, i) => new TileSlide(
                new ManifestSlide($"slide-{i}", [new ManifestPart($"/slides/{i}.svs")]) { Label = label },
                "fake",
                new TileGrid { Columns = Side, Rows = Side, TileSize = TileSize, Stride = TileSize, Mpp = 1 })),
        ];
        (int, int)[] square = [.. from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) select (x, y)];
        return new TileSet(slides, [.. slides.Select(_ => square)]);
    }

    /// <summary>Pixels: noise around a colour of the tile; dark green in normal slides, any light colour elsewhere.</summary>
    public static ITileSource Pixels(TileSet tiles) => new MemoryTileSource(tiles, (tile, pixels) =>
    {
        var random = new CounterRandom(5, 0, tile, RandomSlot.Custom);
        bool normal = tiles.Slides[tiles.SlideOf(tile)].Source.Label == "normal";
        Span<int> colour = normal ? [20 + random.Next(30), 60 + random.Next(60), 20 + random.Next(30)] : [80 + random.Next(130), 80 + random.Next(130), 80 + random.Next(130)];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(colour[i % 3] + random.Next(40));
        }
    });

    public static PretrainOptions Options(Action<WeakSupConOptions>? change = null, string sampler = "augmentation", long steps = 6)
    {
        var options = new PretrainOptions
        {
            Tiling = { Mpp = 1, TileSize = TileSize },
            Pairs = { Sampler = sampler },
            Augmentation = { Preset = "light-no-crop" },
            Encoder = { Width = 4, Stem = EncoderStem.Small, InputSize = TileSize },
            Training = { Steps = steps, BatchSize = 12, Seed = 2, ReaderThreads = 1, ComputeThreads = 1, CheckpointEvery = 2, MetersEvery = 1 },
        };
        var own = new WeakSupConOptions { Projector = "16-8" };
        change?.Invoke(own);
        new WeakSupConProvider().Use(options.Objective, own);
        return options;
    }

    public static PretrainSession Session(TileSet tiles, PretrainOptions options) => new(options, tiles, Pixels(tiles), objectives: new ObjectiveCatalog([new WeakSupConProvider()]));

    /// <summary>A batch whose anchors are the first tiles of the given slides; each pair shows one tile twice.</summary>
    public static BatchContext Context(TileSet tiles, int radius, params int[] slides)
    {
        var labels = new WeakLabels(tiles);
        var rows = new BatchRow[2 * slides.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int slide = slides[i % slides.Length], tile = tiles.TilesOf(slide).First + (i % slides.Length);
            rows[i] = new BatchRow(tile, tiles[tile], labels.OfSlide(slide), slide, (byte)(i / slides.Length), PairRelation.Self);
        }

        return new BatchContext(0, 0, slides.Length, rows) { ExclusionRadius = radius };
    }
}
