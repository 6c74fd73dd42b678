using System.CommandLine;
using Histo.Cli.Commands;
using Histo.Cli.Output;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Cli.Inputs;

/// <summary>The options by which a command embeds a cohort in memory, with an encoder or with the floor below all encoders.</summary>
internal sealed class EmbeddingInputs
{
    public const string ColourHistogramName = "colour-histogram";

    private readonly EncoderInputs _encoder = new($"Folder of a run, an encoder file (.safetensors), or {ColourHistogramName} for the floor that needs no training.");
    private readonly Option<int?> _threads = new("--threads") { Description = "Reading threads; they never change a result. Default: 2." };

    public void AddTo(Command command)
    {
        _encoder.AddTo(command);
        command.Options.Add(_threads);
    }

    /// <summary>Tiles a cohort as the encoder's run was tiled and embeds every tile.</summary>
    public EmbeddingSet Embed(ParseResult result, SlideManifest manifest, CancellationToken cancellation) => Embed(result, manifest, (set, _) => set, cancellation);

    /// <summary>The same for a command that needs the pixels too: uses them while the slides are open.</summary>
    public T Embed<T>(ParseResult result, SlideManifest manifest, Func<EmbeddingSet, ITileSource, T> use, CancellationToken cancellation)
    {
        (string reader, TilingOptions tiling, TissueOptions tissue) = _encoder.Grid(result);
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = reader });
        TileSet tiles = TilingRunner.Run(source, manifest, tiling, tissue, cancellation).Tiles;
        using var pixels = new SlideTileSource(tiles, source);
        var options = new EmbeddingOptions { ReadingThreads = result.GetValue(_threads) ?? 2 };
        if (_encoder.Name(result) == ColourHistogramName)
        {
            return use(Run(new ColourHistogram(options), pixels, cancellation), pixels);
        }

        (Encoder encoder, Device device) = _encoder.Load(result, tiling.TileSize);
        using Encoder owned = encoder;
        using var executor = new TensorViewExecutor(device);
        return use(Run(new TileEmbedder(encoder, executor, options), pixels, cancellation), pixels);
    }

    private static EmbeddingSet Run(ITileEmbedder embedder, SlideTileSource pixels, CancellationToken cancellation)
    {
        EmbeddingSet? set = null;
        CliProgress.Run(context =>
        {
            var task = context.AddTask("embedding", maxValue: pixels.Tiles.Count);
            set = embedder.Embed(pixels, progress: new SynchronousProgress<EmbeddingProgress>(each => task.Value = each.Done), cancellationToken: cancellation);
        });
        return set!;
    }
}
