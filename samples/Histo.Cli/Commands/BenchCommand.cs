using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Measures the user's own disk, slides and machine, and says what limits training there.</summary>
internal sealed class BenchCommand : ICliCommand
{
    private readonly SlideInputs _slides = new();
    private readonly TilingInputs _tiling = new();
    private readonly PretrainInputs _inputs = new();
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long each of the three measurements takes (files, reading, training). Default: 10.", DefaultValueFactory = _ => 10, HelpName = "S" };

    public Command Build()
    {
        var command = new Command(
            "bench",
            """
            Measure what training costs with your slides on this machine, and what to change: takes the options of pretrain, keeps nothing.

              histo bench --slides slides/ --mpp 0.5 --tile 224 --objective vicreg --sampler spatial --batch 128
              histo bench --manifest cohort.csv --config run.json --seconds 30 --json
            """);
        _slides.AddTo(command);
        _tiling.AddTo(command);
        _inputs.AddTo(command);
        command.Options.Add(_seconds);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        double seconds = result.GetValue(_seconds);
        if (!(seconds is >= 0 and <= 3600))
        {
            throw new UsageException("--seconds takes 0 to 3600");
        }

        PretrainOptions options = _inputs.Options(result, _tiling, result.GetValue(_slides.Reader));
        var meter = new ThroughputMeter(SlideReaderFactory.Default(), PretrainInputs.Providers);
        SlideManifest manifest = _slides.Load(result);
        ThroughputReport report = meter.Measure(manifest, options, TimeSpan.FromSeconds(seconds), new SynchronousProgress<string>(part => CliOutput.Errors.MarkupLineInterpolated($"[grey]measuring: {part}[/]")), cancellation);
        foreach (string problem in report.Problems)
        {
            CliOutput.Notice(problem);
        }

        Show(output, report);
        output.Result(new JsonObject
        {
            ["slides"] = report.Slides,
            ["tiles"] = report.Tiles,
            ["batchSize"] = report.BatchSize,
            ["readerThreads"] = report.ReaderThreads,
            ["processors"] = report.Processors,
            ["diskMegabytesPerSecond"] = report.DiskMegabytesPerSecond,
            ["bytesPerTile"] = report.BytesPerTile,
            ["tilesPerSecond"] = report.TilesPerSecond,
            ["pairsPerSecond"] = report.PairsPerSecond,
            ["waitingShare"] = report.WaitingShare,
            ["viewShare"] = report.ViewShare,
            ["computeShare"] = report.ComputeShare,
            ["fitsInMemory"] = report.FitsInMemory,
            ["steps"] = report.Steps,
            ["limit"] = report.Limit.ToString().ToLowerInvariant(),
            ["advice"] = new JsonArray([.. report.Advice.Select(line => JsonValue.Create(line))]),
        });
        return ExitCodes.Success;
    }

    private static void Show(CliOutput output, ThroughputReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("part").AddColumn("measured").AddColumn("share of a step");
        table.AddRow("files", report.DiskMegabytesPerSecond is { } disk ? Text($"{disk:0} MB/s, about {report.BytesPerTile / 1000:0.0} kB a tile") : "not measured", string.Empty);
        table.AddRow("read and decode", Text($"{report.TilesPerSecond:0} tiles/s with {report.ReaderThreads} threads"), Text($"{report.WaitingShare:P0} waiting"));
        table.AddRow("views", string.Empty, Text($"{report.ViewShare:P0}"));
        table.AddRow("network", string.Empty, Text($"{report.ComputeShare:P0}"));
        table.AddRow("training", Text($"{report.PairsPerSecond:0.0} pairs/s over {report.Steps} steps of {report.BatchSize}"), string.Empty);
        output.People.Write(table);
        output.Line($"{report.Tiles} tiles of {report.Slides} slides. Limit: {report.Limit.ToString().ToLowerInvariant()}.");
        foreach (string advice in report.Advice)
        {
            output.Line($"- {advice}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
