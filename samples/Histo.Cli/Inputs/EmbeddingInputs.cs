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

/// <summary>The options by which a command embeds a cohort in memory, with an encoder or with one of the floors below all encoders.</summary>
internal sealed partial class EmbeddingInputs
{
    public const string ColourHistogramName = "colour-histogram", ColourTextureName = "colour-texture";

    private readonly EncoderInputs _encoder;
    private readonly Option<int?> _threads = new("--threads") { Description = "Reading threads; they never change a result. Default: 2." };
    private readonly Option<string?> _colour = new("--colour")
    {
        Description = "What is done to the colours of tiles: as-is, grey (luma of equal brightness and contrast) or stain-normalised (Macenko, slide by slide). Default: as-is.",
    };

    /// <param name="required">Whether the command cannot do without an encoder.</param>
    public EmbeddingInputs(bool required = true)
    {
        _encoder = new EncoderInputs($"Folder of a run, an encoder file (.safetensors), or {ColourHistogramName} or {ColourTextureName} for the floors that need no training.", required);
        _colour.AcceptOnlyFromAmong([.. TileColours.All]);
    }

    public void AddTo(Command command)
    {
        _encoder.AddTo(command);
        command.Options.Add(_threads);
        command.Options.Add(_colour);
    }

    public string? Encoder(ParseResult result) => _encoder.Name(result);

    /// <summary>What --colour says; null where it is not given.</summary>
    public string? Colour(ParseResult result) => result.GetValue(_colour);

    /// <summary>How the cohort is read and tiled: see <see cref="EncoderInputs.Grid"/>.</summary>
    public (string Reader, TilingOptions Tiling, TissueOptions Tissue) Grid(ParseResult result) => _encoder.Grid(result);

    /// <summary>Tiles a cohort as the encoder's run was tiled and embeds every tile.</summary>
    public EmbeddingSet Embed(ParseResult result, SlideManifest manifest, CancellationToken cancellation) => Embed(result, manifest, (set, _) => set, cancellation);

    /// <summary>The same for a command that needs the pixels too: uses them while the slides are open.</summary>
    public T Embed<T>(ParseResult result, SlideManifest manifest, Func<EmbeddingSet, ITileSource, T> use, CancellationToken cancellation)
    {
        (string reader, TilingOptions tiling, TissueOptions tissue) = Grid(result);
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = reader });
        return Embed(result, Encoder(result)!, TilingRunner.RunAndName(source, manifest, tiling, tissue, cancellation).Tiles, source, use, cancellation);
    }

    /// <summary>Embeds every tile.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="encoder">What --encoder says, or the name of a floor.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="source">Opens their slides.</param>
    /// <param name="cancellation">Stops it.</param>
    public EmbeddingSet Embed(ParseResult result, string encoder, TileSet tiles, ISlideSource source, CancellationToken cancellation) => Embed(result, encoder, tiles, source, (set, _) => set, cancellation);

    private T Embed<T>(ParseResult result, string encoder, TileSet tiles, ISlideSource source, Func<EmbeddingSet, ITileSource, T> use, CancellationToken cancellation)
    {
        using ITileSource pixels = TileColours.Apply(new SlideTileSource(tiles, source), TileColours.Parse(Colour(result) ?? TileColours.NameOf(TileColour.AsIs)));
        var options = new EmbeddingOptions { ReadingThreads = result.GetValue(_threads) ?? 2 };
        EmbeddingSet set = encoder switch
        {
            ColourHistogramName => Run(new ColourHistogram(options), pixels, cancellation),
            ColourTextureName => Run(new ColourTexture(options), pixels, cancellation),
            _ => Run(result, options, pixels, cancellation),
        };
        foreach (string notice in (pixels as StainNormalisedTileSource)?.Notices ?? [])
        {
            CliOutput.Notice(notice);
        }

        return use(set, pixels);
    }

    private EmbeddingSet Run(ParseResult result, EmbeddingOptions options, ITileSource pixels, CancellationToken cancellation)
    {
        (Encoder encoder, Device device) = _encoder.Load(result, pixels.TileSize);
        using Encoder owned = encoder;
        using IViewExecutor executor = ViewExecutors.For(device);
        return Run(new TileEmbedder(encoder, executor, options), pixels, cancellation);
    }

    private static EmbeddingSet Run(ITileEmbedder embedder, ITileSource pixels, CancellationToken cancellation)
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
