using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Output;
using Histo.Ssl.Reports;
using Histo.Ssl.Training;

namespace Histo.Cli.Commands;

/// <summary>Puts the curves of several runs on one page.</summary>
internal sealed class CompareCommand : ICliCommand
{
    private readonly Argument<string[]> _runs = new("RUN") { Description = "Folders of runs, or folders that hold some.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _out = new("--out") { Description = "The page to write. Default: compare.html.", HelpName = "FILE", DefaultValueFactory = _ => "compare.html" };

    public Command Build()
    {
        var command = new Command(
            "compare",
            """
            Put the loss curves of pretraining runs on one page, a chart an objective.

              histo compare run1 run2 --out compare.html
              histo compare runs/            (every run below the folder)
            """);
        command.Arguments.Add(_runs);
        command.Options.Add(_out);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        RunDirectory[] runs = [.. result.GetValue(_runs)!.SelectMany(Find).DistinctBy(run => run.FolderPath)];
        string path = result.GetValue(_out)!;
        RunComparison.Write(runs, path);
        output.Line($"{runs.Length} runs: {path}");
        output.Result(new JsonObject { ["report"] = path, ["runs"] = new JsonArray([.. runs.Select(run => JsonValue.Create(run.FolderPath))]) });
        return ExitCodes.Success;
    }

    private static IEnumerable<RunDirectory> Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"{folder}: there is no such folder");
        }

        string[] found = [.. Directory.EnumerateFiles(folder, "run.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found.Select(run => new RunDirectory(run)) : throw new UsageException($"{folder}: there is no run in it");
    }
}
