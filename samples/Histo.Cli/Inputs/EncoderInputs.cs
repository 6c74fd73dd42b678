using System.CommandLine;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using Histo.Cli.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Cli.Inputs;

/// <summary>The options by which a command is given an encoder, and how it embeds a cohort with it.</summary>
internal sealed class EncoderInputs
{
    public const string ColourHistogramName = "colour-histogram";

    private readonly TilingInputs _tiling = new();
    private readonly Option<string> _encoder = new("--encoder") { Description = "Folder of a run, an encoder file (.safetensors), or colour-histogram for the floor that needs no training.", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _reader = SlideInputs.ReaderOption();
    private readonly Option<int?> _threads = new("--threads") { Description = "Reading threads; they never change a result. Default: 2." };
    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda or cuda:n. Default: cpu." };

    public void AddTo(Command command)
    {
        command.Options.Add(_encoder);
        _tiling.AddTo(command);
        command.Options.Add(_threads);
        command.Options.Add(_reader);
        command.Options.Add(_device);
    }

    /// <summary>Tiles a cohort as the encoder's run was tiled and embeds every tile.</summary>
    public EmbeddingSet Embed(ParseResult result, SlideManifest manifest, CancellationToken cancellation)
    {
        string name = result.GetRequiredValue(_encoder);
        RunRecord? record = File.Exists(Path.Combine(name, "run.json")) ? new RunDirectory(name).ReadRecord() : null;
        TilingOptions tiling = record?.Options.Tiling ?? new TilingOptions { TileSize = 0 };
        _tiling.Apply(result, tiling);
        if (tiling.TileSize == 0 || (record is null && tiling.Mpp is null))
        {
            throw new UsageException($"--encoder {name} has no run.json beside it: give --mpp and --tile");
        }

        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = result.GetValue(_reader) ?? record?.Options.Reader ?? "auto" });
        TileSet tiles = TilingRunner.Run(source, manifest, tiling, record?.Options.Tissue ?? new TissueOptions(), cancellation).Tiles;
        using var pixels = new SlideTileSource(tiles, source);
        var options = new EmbeddingOptions { ReadingThreads = result.GetValue(_threads) ?? 2 };
        if (name == ColourHistogramName)
        {
            return Run(new ColourHistogram(options), pixels, cancellation);
        }

        Device device = ComputeDevice.Resolve(result.GetValue(_device) ?? "cpu");
        using Encoder encoder = EncoderFile.Load(Directory.Exists(name) ? Path.Combine(name, "encoder.safetensors") : name);
        encoder.to(device);
        using var executor = new TensorViewExecutor(device);
        return Run(new TileEmbedder(encoder, executor, options), pixels, cancellation);
    }

    private static EmbeddingSet Run(ITileEmbedder embedder, SlideTileSource pixels, CancellationToken cancellation)
    {
        EmbeddingSet? set = null;
        Output.CliProgress.Run(context =>
        {
            var task = context.AddTask("embedding", maxValue: pixels.Tiles.Count);
            set = embedder.Embed(pixels, progress: new Output.SynchronousProgress<EmbeddingProgress>(each => task.Value = each.Done), cancellationToken: cancellation);
        });
        return set!;
    }
}
