using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Comparison;
using Histo.Ssl.Mil.Comparison;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Storage;
using Histo.Ssl.Training;

namespace Histo.Cli.Commands;

/// <summary>Runs a grid of pretraining runs and compares what they learnt; or puts the curves of runs that are there on one page.</summary>
internal sealed class CompareCommand : ICliCommand
{
    private readonly Argument<string[]> _runs = new("RUN") { Description = "Folders of runs, or folders that hold some: only their curves are compared.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _config = new("--config") { Description = "The plan (JSON): cohorts, encoders, objectives, samplers, seeds, tasks. docs/comparing.md explains it.", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out") { Description = "With --config the folder for runs, scores, comparison.json and report.html; else the page to write. Default: comparison, or compare.html.", HelpName = "PATH" };
    private readonly Option<int> _jobs = new("--jobs") { Description = "Runs at once. Changes no result; let the plan set one compute thread a run.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _list = new("--list") { Description = "List the runs and tasks of the plan, and stop." };

    public Command Build()
    {
        var command = new Command(
            "compare",
            """
            Which pairs, objective or encoder learn better? Pretrains every cell of a grid with several seeds, judges each encoder by probes and slide-level models, and compares arms with intervals over patients.

              histo compare --config plan.json --out comparison            (again: goes on where it was; the plan may grow)
              histo compare --config plan.json --out comparison --jobs 4
              histo compare run1 run2 --out compare.html                   (only the loss curves of runs that are there)
              histo compare runs/                                          (every run below the folder)
            """);
        command.Arguments.Add(_runs);
        foreach (Option option in new Option[] { _config, _out, _jobs, _list })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string[] runs = result.GetValue(_runs)!;
        return (result.GetValue(_config), runs.Length) switch
        {
            ({ } config, 0) => Compare(result, output, config, cancellation),
            (null, > 0) => Curves(result, output, runs),
            _ => throw new UsageException("give either --config FILE or folders of runs"),
        };
    }

    private int Compare(ParseResult result, CliOutput output, string config, CancellationToken cancellation)
    {
        ComparisonPlan plan = ComparisonPlan.Load(config);
        var readers = SlideReaderFactory.Default();
        var comparer = new Comparer(readers, [new MilJudge()], PretrainInputs.Providers);
        if (result.GetValue(_list))
        {
            IReadOnlyList<ComparisonRun> all = comparer.Runs(plan);
            output.Line(string.Join('\n', all.Select(run => run.Name)));
            output.Line($"{all.Count} runs, each judged by: {string.Join(", ", plan.Tasks.Select(task => task.Name))}");
            output.Result(new JsonObject { ["runs"] = new JsonArray([.. all.Select(run => JsonValue.Create(run.Name))]), ["tasks"] = new JsonArray([.. plan.Tasks.Select(task => JsonValue.Create(task.Name))]) });
            return ExitCodes.Success;
        }

        string folder = Path.GetFullPath(result.GetValue(_out) ?? "comparison"), file = Path.Combine(folder, "comparison.json"), page = Path.Combine(folder, "report.html");
        if (File.Exists(folder))
        {
            throw new UsageException($"--out {folder} is a file; name a folder");
        }

        ComparisonResult found = Run(comparer, plan, folder, new ComparisonExecution { Jobs = result.GetValue(_jobs) }, cancellation);
        AtomicFile.WriteText(file, found.ToJson());
        output.Line($"{found.Runs.Count} runs, {found.Differences.Count} differences: {file}");
        ComparisonReport.Save(found, folder, page, readers, cancellation);
        output.Line($"report: {page}");
        string[] failed =
        [
            .. found.Cohorts.SelectMany(cohort => cohort.Problems.Select(problem => $"{cohort.Name}, {problem}")),
            .. found.Runs.SelectMany(run => run.Errors.Select(error => $"{run.Cell.Name}: {error}")),
        ];
        foreach (string each in failed)
        {
            CliOutput.Notice(each);
        }

        output.Result(new JsonObject { ["comparison"] = file, ["report"] = page, ["runs"] = found.Runs.Count, ["problems"] = new JsonArray([.. failed.Select(each => JsonValue.Create(each))]) });
        return failed.Length == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static ComparisonResult Run(Comparer comparer, ComparisonPlan plan, string folder, ComparisonExecution execution, CancellationToken cancellation)
    {
        try
        {
            return ComparisonProgressBar.Run(progress => comparer.Run(plan, folder, execution, progress, cancellation));
        }
        catch (OperationCanceledException)
        {
            CliOutput.Notice($"finished runs are kept in {folder}; the same command goes on from there");
            throw;
        }
    }

    private int Curves(ParseResult result, CliOutput output, string[] folders)
    {
        RunDirectory[] runs = [.. folders.SelectMany(Find).DistinctBy(run => run.FolderPath)];
        string path = result.GetValue(_out) ?? "compare.html";
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
