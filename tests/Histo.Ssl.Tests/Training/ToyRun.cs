using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

/// <summary>A run that takes milliseconds: tiles of 16 px whose colour and stripes tell where they lie, and a very narrow network.</summary>
internal static class ToyRun
{
    private const int Side = 8, TileSize = 16;

    public static PretrainOptions Options(Action<PretrainOptions>? change = null)
    {
        var options = new PretrainOptions
        {
            Tiling = { TileSize = TileSize },
            Pairs = { Sampler = "spatial" },
            Augmentation = { Preset = "light-no-crop" },
            Encoder = { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small },
            Objective = { Name = "vicreg", VicReg = { Projector = "16-16" }, BarlowTwins = { Projector = "16-16" } },
            Optimization = { LearningRate = 3e-3 },
            Training = { Steps = 6, BatchSize = 8, Seed = 3, ReaderThreads = 1, ComputeThreads = 1, CheckpointEvery = 2, MetersEvery = 2 },
        };
        change?.Invoke(options);
        return options;
    }

    public static TileSet Tiles()
    {
        var grid = new TileGrid { Columns = Side, Rows = Side, TileSize = TileSize, Stride = TileSize, Mpp = 0.5 };
        (int, int)[] cells = [.. from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) select (column, row)];
        return new TileSet([new TileSlide(new ManifestSlide("toy", [new ManifestPart("/slides/toy.svs")]), "fake", grid)], [cells]);
    }

    public static MemoryTileSource Pixels(TileSet tiles) => new(tiles, (tile, rgb) =>
    {
        (int column, int row) = (tile % Side, tile / Side);
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % TileSize, y = i / 3 / TileSize;
            int stripe = (x + (y * (row / 2))) % (2 + (column / 2)) == 0 ? 60 : 0;
            rgb[i] = (byte)((i % 3) switch { 0 => 80 + (15 * column), 1 => 90 + stripe, _ => 70 + (20 * row) });
        }
    });

    public static PretrainSession Session(PretrainOptions options)
    {
        TileSet tiles = Tiles();
        return new PretrainSession(options, tiles, Pixels(tiles));
    }

    /// <summary>Trains from whatever the folder holds to the end.</summary>
    public static StepMeters? Train(PretrainOptions options, string folder, IProgress<StepMeters>? progress = null, CancellationToken cancellation = default)
    {
        using PretrainSession session = Session(options);
        using var run = new RunDirectory(folder);
        return session.Run(run, progress, cancellation);
    }

    /// <summary>Trains and cancels once so many steps are done; the state is saved.</summary>
    public static void Cancel(PretrainOptions options, string folder, long afterSteps)
    {
        using var source = new CancellationTokenSource();
        FluentActions.Invoking(() => Train(options, folder, new OnStep(meters => Stop(meters.Step + 1 == afterSteps, source)), source.Token)).Should().Throw<OperationCanceledException>();
    }

    /// <summary>Trains and breaks off once so many steps are done, as a kill would: nothing is saved.</summary>
    public static void Break(PretrainOptions options, string folder, long afterSteps) =>
        FluentActions.Invoking(() => Train(options, folder, new OnStep(meters => Fail(meters.Step + 1 == afterSteps)))).Should().Throw<InvalidOperationException>();

    private static void Stop(bool now, CancellationTokenSource source)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new InvalidOperationException("broken off on purpose");
        }
    }
}
