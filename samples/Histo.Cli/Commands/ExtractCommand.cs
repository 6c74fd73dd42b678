using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;

namespace Histo.Cli.Commands;

/// <summary>Writes a feature store for each slide of a cohort.</summary>
internal sealed class ExtractCommand : ICliCommand
{
    private readonly SlideInputs _slides = new();
    private readonly EncoderInputs _encoder = new("Folder of a run of 'histo pretrain', an encoder file (.safetensors), or with --architecture any file of weights.");
    private readonly Option<string> _out = new("--out") { Description = "Folder to write: features/SLIDE.h5, one store a slide, and extraction.json.", Required = true, HelpName = "DIR" };
    private readonly Option<double?> _minTissue = new("--min-tissue") { Description = "Smallest share of tissue in a tile, 0 to 1. Default: that of the encoder's run, else 0.5." };
    private readonly Option<string?> _precision = new("--precision") { Description = $"What features are stored as: {string.Join(", ", FeaturePrecision.Names)}. Default: float32." };
    private readonly Option<int?> _batch = new("--batch") { Description = "Tiles that go through the encoder at once. Default: 64." };
    private readonly Option<int?> _readerThreads = new("--reader-threads") { Description = "Threads that read tiles while the encoder computes; they never change a result. Default: 2." };
    private readonly Option<int?> _computeThreads = new("--compute-threads") { Description = "Threads of one tensor operation. Default: physical cores." };
    private readonly Option<double?> _maxUnreadable = new("--max-unreadable") { Description = "Share of a slide's tiles that may be unreadable; a slide with more counts as failed. Default: 0.25." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace stores that were made with another encoder, grid or precision, instead of stopping." };

    public ExtractCommand() => _precision.AcceptOnlyFromAmong([.. FeaturePrecision.Names]);

    public Command Build()
    {
        var command = new Command(
            "extract",
            """
            Extract the features of all tissue tiles, one HDF5 store a slide, for slide-level models. h5py and TRIDENT's tools read the stores.
            Grid and resolution come from the encoder's run.json unless given.

              histo extract --slides slides/ --encoder run --out features
              histo extract --manifest cohort.csv --encoder run --out features --precision float16 --batch 128
              histo extract --slides slides/ --encoder encoder.safetensors --mpp 0.5 --tile 224 --out features
              histo extract --slides slides/ --encoder resnet50.pth --architecture resnet50 --mpp 0.5 --tile 224 --out features

            Run the same command again to go on after a stop, a crash or a kill: slides whose store is there and verifies are kept, damaged stores are made anew.
            A slide that cannot be read does not stop the others; then the exit code is 1. Slides without tissue get no store; tiles that cannot be read are
            left out and counted. extraction.json tells what became of each slide.

            Weights that need more than an architecture (patch size, registers, another width) become an encoder file first:
              histo pretrain --slides slides/ --mpp 0.5 --tile 224 --steps 0 --encoder vit-small --set Encoder.Weights=dino.pth --set Encoder.Transformer.PatchSize=8 --out run
            """);
        _slides.AddTo(command, withReader: false);
        _encoder.AddTo(command);
        foreach (Option option in new Option[] { _minTissue, _precision, _batch, _readerThreads, _computeThreads, _maxUnreadable, _overwrite, _out })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        if (_encoder.Name(result) is EmbeddingInputs.ColourHistogramName or EmbeddingInputs.ColourTextureName)
        {
            throw new UsageException($"--encoder {_encoder.Name(result)}: stores hold an encoder's features; 'histo embed' writes histograms");
        }

        SlideManifest manifest = _slides.Load(result);
        ExtractionOptions options = Options(result);
        (Encoder encoder, _) = _encoder.Load(result, options.Tiling.TileSize);
        using Encoder owned = encoder;
        var pipeline = new FeatureExtractionPipeline(SlideReaderFactory.Default());
        return Report(output, ExtractionProgressBar.Run(progress => pipeline.Run(manifest, encoder, options, result.GetRequiredValue(_out), progress, cancellation)));
    }

    private ExtractionOptions Options(ParseResult result)
    {
        var options = new ExtractionOptions { Overwrite = result.GetValue(_overwrite) };
        (options.Reader, options.Tiling, options.Tissue) = _encoder.Grid(result);
        options.Tiling.MinTissue = result.GetValue(_minTissue) ?? options.Tiling.MinTissue;
        options.Precision = result.GetValue(_precision) ?? options.Precision;
        options.BatchSize = result.GetValue(_batch) ?? options.BatchSize;
        options.ReaderThreads = result.GetValue(_readerThreads) ?? options.ReaderThreads;
        options.ComputeThreads = result.GetValue(_computeThreads) ?? options.ComputeThreads;
        options.MaxUnreadableShare = result.GetValue(_maxUnreadable) ?? options.MaxUnreadableShare;
        return options;
    }

    private static int Report(CliOutput output, ExtractionOutcome outcome)
    {
        foreach (ExtractedSlide slide in outcome.Slides.Where(each => each.Reason is not null || each.Unreadable > 0))
        {
            CliOutput.Notice(slide.Reason is null ? $"{slide.SlideId}: {slide.Unreadable} tiles left out, cannot be read; the first: {slide.UnreadableTiles[0]}" : $"{slide.SlideId}: {Word(slide)}; {slide.Reason}");
        }

        int Count(ExtractionStatus status) => outcome.Slides.Count(slide => slide.Status == status);
        int failed = Count(ExtractionStatus.Failed), tiles = outcome.Slides.Sum(slide => slide.Tiles);
        output.Line($"{Count(ExtractionStatus.Done)} of {outcome.Slides.Count} slides done ({outcome.Kept} before this run), {Count(ExtractionStatus.Empty)} without tissue, {failed} failed: {tiles} tiles x {outcome.Record.Width} features");
        output.Line($"stores: {outcome.Folder.StoreFolder}");
        output.Result(new JsonObject
        {
            ["out"] = outcome.Folder.FolderPath,
            ["features"] = outcome.Folder.StoreFolder,
            ["record"] = outcome.Folder.RecordFile,
            ["encoder"] = outcome.Record.Encoder.Architecture,
            ["encoderHash"] = outcome.Record.EncoderHash,
            ["precision"] = outcome.Record.Precision,
            ["width"] = outcome.Record.Width,
            ["tiles"] = tiles,
            ["unreadable"] = outcome.Slides.Sum(slide => slide.Unreadable ?? 0),
            ["done"] = Count(ExtractionStatus.Done),
            ["kept"] = outcome.Kept,
            ["empty"] = Count(ExtractionStatus.Empty),
            ["failed"] = failed,
            ["redone"] = new JsonArray([.. outcome.Notices.Select(notice => JsonValue.Create(notice))]),
            ["slides"] = new JsonArray([.. outcome.Slides.Select(slide => Describe(outcome.Folder, slide))]),
        });
        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static JsonObject Describe(ExtractionFolder folder, ExtractedSlide slide) => new()
    {
        ["slide"] = slide.SlideId,
        ["status"] = Word(slide),
        ["store"] = slide.Status == ExtractionStatus.Done ? folder.StoreFile(slide.SlideId) : null,
        ["tiles"] = slide.Tiles,
        ["unreadable"] = slide.Unreadable,
        ["code"] = slide.Code,
        ["message"] = slide.Reason,
    };

    private static string Word(ExtractedSlide slide) => slide.Status.ToString().ToLowerInvariant();
}
