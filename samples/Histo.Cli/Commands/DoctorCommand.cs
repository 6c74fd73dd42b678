using System.CommandLine;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Opens slides, reads some or all of their pixels and says what is wrong.</summary>
internal sealed class DoctorCommand : ICliCommand
{
    private readonly Argument<string[]> _paths = new("PATHS") { Description = "Slides, folders or manifests to look at.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _full = new("--full") { Description = "Read every region of every level instead of a sample." };
    private readonly Option<double?> _mpp = new("--mpp") { Description = "Microns per pixel of files that do not say." };
    private readonly Option<string?> _reader = SlideInputs.ReaderOption();
    private readonly Option<int> _threads = new("--threads") { Description = "Slides that are looked at at once. Default: as many as there are processors.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public Command Build()
    {
        var command = new Command(
            "doctor",
            """
            Look whether slides open, know their resolution and can be read. Exit code 1 when there are problems.

            Without PATHS it looks at this machine only: torch, OpenSlide, libturbojpeg.
              histo doctor slides/
              histo doctor slides/a.svs --full --json
            """) { _paths, _full, _mpp, _reader, _threads };
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string[] paths = result.GetValue(_paths) ?? [];
        if (paths.Length == 0)
        {
            return Machine(output);
        }

        var options = new SlideInspectionOptions { Full = result.GetValue(_full), Open = new SlideOpenOptions { Mpp = result.GetValue(_mpp), Reader = result.GetValue(_reader) ?? "auto" } };
        IReadOnlyList<SlideInspection> found = Inspect(Files(paths), options, result.GetValue(_threads), cancellation);
        if (output.Json)
        {
            output.Result(new JsonArray([.. found.Select(ToJson)]));
        }
        else
        {
            Print(output, found);
        }

        return found.All(each => each.Problems.Count == 0) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static int Machine(CliOutput output)
    {
        RuntimeReport torch = HistoRuntime.Check();
        OpenSlideLibrary openSlide = OpenSlideLibrary.Installed;
        TurboJpegLibrary jpeg = TurboJpegLibrary.Installed;
        string heap = NativeHeap.Tune() is var changes and not NativeHeapChanges.None ? changes.ToString() : "as the system has it";
        string openSlideText = openSlide.IsAvailable ? $"version {openSlide.Version}" : $"not usable: {openSlide.Reason}";
        if (output.Json)
        {
            output.Result(new JsonObject { ["torch"] = torch.TorchLoads, ["torchProblem"] = torch.Problem, ["torchAction"] = torch.Action, ["openSlide"] = openSlide.IsAvailable, ["openSlideDetail"] = openSlideText, ["turboJpeg"] = jpeg.IsAvailable, ["turboJpegDetail"] = jpeg.Reason, ["memory"] = heap });
        }
        else
        {
            output.Line(torch.TorchLoads ? $"torch      loads ({torch.TorchPath})" : $"torch      does not load: {torch.Problem}. {torch.Action}");
            output.Line($"OpenSlide  {openSlideText}");
            output.Line(jpeg.IsAvailable ? $"JPEG       {jpeg.Reason}" : $"JPEG       slower than it could be: {jpeg.Reason}");
            output.Line($"memory     {heap}");
        }

        return torch.TorchLoads ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static IReadOnlyList<(string Path, double? Mpp)> Files(string[] paths) =>
    [
        .. paths.SelectMany(path => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? SlideManifest.Load(path).Slides.SelectMany(slide => slide.Parts.Select(part => (part.FilePath, slide.Mpp)))
            : Directory.Exists(path)
                ? SlideManifest.FromPaths([path]).Slides.SelectMany(slide => slide.Parts.Select(part => (part.FilePath, (double?)null)))
                : [(path, (double?)null)]),
    ];

    private static SlideInspection[] Inspect(IReadOnlyList<(string Path, double? Mpp)> files, SlideInspectionOptions options, int threads, CancellationToken cancellation)
    {
        var inspector = new SlideInspector(SlideReaderFactory.Default());
        var found = new SlideInspection[files.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : throw new UsageException($"--threads {threads}: 1 or more"), CancellationToken = cancellation };
        try
        {
            CliProgress.Run(progress =>
            {
                ProgressTask task = progress.AddTask("looking at slides", maxValue: files.Count);
                Parallel.For(0, files.Count, parallel, index =>
                {
                    (string path, double? mpp) = files[index];
                    SlideOpenOptions open = options.Open! with { Mpp = options.Open.Mpp ?? mpp };
                    found[index] = inspector.Inspect(path, options with { Open = open }, cancellationToken: cancellation);
                    task.Increment(1);
                });
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.FirstOrDefault(inner => inner is HistoException or OperationCanceledException) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return found;
    }

    private static JsonObject ToJson(SlideInspection found) => new()
    {
        ["file"] = found.FilePath,
        ["reader"] = found.Reader,
        ["opens"] = found.Opens,
        ["vendor"] = found.Vendor,
        ["width"] = found.Width,
        ["height"] = found.Height,
        ["levels"] = found.Opens ? found.Levels.Count : null,
        ["mpp"] = found.Resolution?.Mpp,
        ["mppSource"] = found.Resolution?.Source.ToString(),
        ["regionsRead"] = found.RegionsRead,
        ["problems"] = new JsonArray([.. found.Problems.Select(problem => new JsonObject { ["code"] = problem.Code, ["message"] = problem.Message })]),
    };

    private static void Print(CliOutput output, IReadOnlyList<SlideInspection> found)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in new[] { "file", "reader", "vendor", "size", "levels", "mpp", "from", "problems" })
        {
            table.AddColumn(column);
        }

        foreach (SlideInspection each in found)
        {
            table.AddRow(
                Markup.Escape(Path.GetFileName(each.FilePath)),
                each.Reader ?? "-",
                each.Vendor ?? "-",
                each.Opens ? string.Create(CultureInfo.InvariantCulture, $"{each.Width} x {each.Height}") : "-",
                each.Opens ? each.Levels.Count.ToString(CultureInfo.InvariantCulture) : "-",
                each.Resolution is { } resolution ? resolution.Mpp.ToString("0.####", CultureInfo.InvariantCulture) : "-",
                each.Resolution?.Source.ToString() ?? "-",
                each.Problems.Count == 0 ? "[green]none[/]" : $"[red]{string.Join(" ", each.Problems.Select(problem => problem.Code).Distinct())}[/]");
        }

        output.People.Write(table);
        foreach (SlideInspection each in found.Where(each => each.Problems.Count > 0))
        {
            foreach (SlideProblem problem in each.Problems)
            {
                output.Line($"{problem.Message}");
            }
        }

        int bad = found.Count(each => each.Problems.Count > 0);
        output.Line($"{found.Count} files, {bad} with problems");
    }
}
