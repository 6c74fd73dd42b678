using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

/// <summary>Three labelled slides of 6 x 6 tiles of 16 px: neighbours look alike, and slides of one label have one tint. Something to learn for every objective, in milliseconds a step.</summary>
internal static class ToyCohort
{
    private const int Side = 6, TileSize = 16;
    private static readonly string[] Labels = ["normal", "normal", "tumour"];

    public static PretrainOptions Options(string objective, string sampler, string encoder)
    {
        var options = new PretrainOptions
        {
            Tiling = { TileSize = TileSize },
            Pairs = { Sampler = sampler },
            Augmentation = { Preset = "light" },
            Encoder = { Architecture = encoder },
            Objective = { Name = objective },
            Training = { BatchSize = 8, Seed = 5, ReaderThreads = 1, ComputeThreads = 1, MetersEvery = 5, Collapse = { Stop = false } },
        };
        Recipe.Tiny.Apply(options);
        options.Encoder.Width = encoder.StartsWith("vit-", StringComparison.Ordinal) ? 12 : 4;
        options.Encoder.Transformer.PatchSize = 4;
        options.Encoder.Transformer.Depth = 2;
        options.Objective.MoCoV2.QueueSize = 32;
        options.Objective.MoCoV3.Temperature = 0.2;
        options.Objective.Dino.Balance = TeacherBalance.Sinkhorn;
        options.Objective.Sslp.RampShare = options.Objective.Sgcl.RampShare = 0;
        options.Optimization.LearningRate = 3e-3;
        return options;
    }

    public static PretrainSession Session(PretrainOptions options)
    {
        TileSet tiles = Tiles();
        return new PretrainSession(options, tiles, Pixels(tiles));
    }

    private static TileSet Tiles()
    {
        var grid = new TileGrid { Columns = Side, Rows = Side, TileSize = TileSize, Stride = TileSize, Mpp = 0.5 };
        (int, int)[] cells = [.. from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) select (column, row)];
        return new TileSet(
            [.. Labels.Select((label, i) => new TileSlide(new ManifestSlide($"toy{i}", [new ManifestPart($"/slides/toy{i}.svs")]) { Label = label }, "fake", grid))],
            [.. Labels.Select(_ => cells)]);
    }

    private static MemoryTileSource Pixels(TileSet tiles) => new(tiles, (tile, rgb) =>
    {
        TileAddress address = tiles[tile];
        int tint = Labels[address.Slide] == "tumour" ? 90 : 20;
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % TileSize, y = i / 3 / TileSize;
            int stripe = (x + (y * (address.Row / 2))) % (2 + (address.Column / 2)) == 0 ? 70 : 0;
            rgb[i] = (byte)((i % 3) switch { 0 => 60 + tint + (15 * address.Column), 1 => 60 + stripe, _ => 60 + (22 * address.Row) });
        }
    });
}
