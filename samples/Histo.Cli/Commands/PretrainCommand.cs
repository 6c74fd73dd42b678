using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;

namespace Histo.Cli.Commands;

/// <summary>Trains an encoder, or goes on with a run.</summary>
internal sealed class PretrainCommand : ICliCommand
{
    private readonly SlideInputs _slides = new();
    private readonly TilingInputs _tiling = new();
    private readonly PretrainInputs _inputs = new();
    private readonly Option<string?> _out = new("--out") { Description = "Folder of the run: encoder.safetensors, run.json, meters.jsonl, report.html.", HelpName = "DIR" };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with the run in DIR; the result equals an uninterrupted run's. Only --threads and --json go with it.", HelpName = "DIR" };
    private readonly Option<bool> _printConfig = new("--print-config") { Description = "Print the options as JSON, as --config takes them, and stop." };

    public Command Build()
    {
        var command = new Command(
            "pretrain",
            """
            Train an encoder without labels: tiles of slides in, encoder out.

              histo pretrain --slides slides/ --mpp 0.5 --tile 224 --objective vicreg --sampler spatial --distance 1 --steps 5000 --batch 128 --out run
              histo pretrain --manifest cohort.csv --config run.json --set Pairs.Spatial.Weighting=InverseDistance --out run2
              histo pretrain --slides slides/ --mpp 0.5 --tile 224 --recipe dinov2-small --sampler spatial --batch 64 --steps 20000 --out run3
              histo pretrain --slides slides/ --mpp 0.5 --tile 64 --recipe tiny --objective sslp --sampler intra --steps 50 --out trial
              histo pretrain --manifest cohort.csv --mpp 0.5 --tile 224 --recipe weaksupcon --sampler augmentation --negative-label normal --batch 512 --steps 20000 --out run4
              histo pretrain --resume run            (Ctrl-C saves; kill -9 loses at most --checkpoint-every steps)
            """);
        _slides.AddTo(command);
        _tiling.AddTo(command);
        _inputs.AddTo(command);
        command.Options.Add(_out);
        command.Options.Add(_resume);
        command.Options.Add(_printConfig);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        var pipeline = new PretrainPipeline(SlideReaderFactory.Default(), objectives: PretrainInputs.Providers);
        if (result.GetValue(_resume) is string folder)
        {
            string? given = _inputs.FixedByRun(result) ?? _tiling.Given(result);
            if (result.GetValue(_out) is not null || _slides.AreGiven(result) || given is not null)
            {
                throw new UsageException($"--resume takes its options from the run: {given ?? "--out, --slides, --manifest"} cannot be given with it");
            }

            return Report(output, PretrainProgressBar.Run(progress => pipeline.Resume(folder, _inputs.ReaderThreads(result), result.GetValue(_slides.Reader), progress, cancellation)), cancellation);
        }

        PretrainOptions options = _inputs.Options(result, _tiling, result.GetValue(_slides.Reader));
        if (result.GetValue(_printConfig))
        {
            Console.Out.WriteLine(PretrainJson.WriteOptions(options));
            return ExitCodes.Success;
        }

        string target = result.GetValue(_out) ?? throw new UsageException("--out DIR is missing");
        SlideManifest manifest = _slides.Load(result);
        return Report(output, PretrainProgressBar.Run(progress => pipeline.Start(manifest, options, target, progress, cancellation)), cancellation);
    }

    private static int Report(CliOutput output, PretrainOutcome outcome, CancellationToken cancellation)
    {
        using (outcome)
        {
            var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = outcome.Record.Options.Reader });
            string report = PretrainReport.Write(outcome, source, cancellation);
            foreach (string notice in outcome.Session.Notices)
            {
                CliOutput.Notice(notice);
            }

            foreach (string problem in outcome.Slides.Select(slide => slide.Reason).OfType<string>().Concat(outcome.Record.UnreadableTiles.Select(tile => $"left out, cannot be read: {tile}")))
            {
                CliOutput.Notice(problem);
            }

            output.Line($"encoder: {outcome.Run.EncoderFile}");
            output.Line($"report: {report}");
            output.Result(new JsonObject
            {
                ["out"] = outcome.Run.FolderPath,
                ["encoder"] = outcome.Run.EncoderFile,
                ["report"] = report,
                ["steps"] = outcome.Record.Step,
                ["loss"] = outcome.Record.FinalMeters?.Loss,
                ["tiles"] = outcome.Record.Tiles,
                ["slides"] = outcome.Session.Tiles.Slides.Count,
                ["tileSetHash"] = outcome.Record.TileSetHash,
                ["problems"] = new JsonArray([.. outcome.Slides.Where(slide => slide.Code is not null).Select(slide => new JsonObject { ["slide"] = slide.Slide.SlideId, ["code"] = slide.Code, ["message"] = slide.Reason })]),
            });
            return ExitCodes.Success;
        }
    }
}
