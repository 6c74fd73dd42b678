using System.CommandLine;
using Histo.Evidence;
using Histo.Ssl;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Slides;
using Histo.Ssl.Storage;

// Before the first tensor.
NativeHeap.Tune();

Option<string> output = new("--out") { Description = "Folder for runs and tables. Finished runs are not done again.", DefaultValueFactory = _ => "evidence" };
Option<int> seeds = new("--seeds") { Description = "Number of seeds.", DefaultValueFactory = _ => 3 };
Option<long> steps = new("--steps") { Description = "Training steps.", DefaultValueFactory = _ => 250 };
Option<int> threads = new("--compute-threads") { Description = "Threads of one tensor operation; 0: physical cores.", DefaultValueFactory = _ => 0 };
Option<string> encoder = new("--encoder") { Description = "Architecture.", DefaultValueFactory = _ => "resnet18" };
Option<long> few = new("--steps") { Description = "Training steps of each run.", DefaultValueFactory = _ => 60 };
var methods = new Command("methods", "Every objective with every sampler on camelyon-regions, recipe tiny: one page of loss curves, one table.") { output, encoder, few, threads };
methods.SetAction((result, cancellation) =>
{
    string folder = Path.GetFullPath(result.GetValue(output)!);
    string table = new MethodMatrix(DataFolder.Find(), folder, result.GetValue(encoder)!, result.GetValue(few), result.GetValue(threads)).Run(Console.Error.WriteLine, cancellation);
    AtomicFile.WriteText(Path.Combine(folder, $"methods-{result.GetValue(encoder)}.md"), table);
    Console.Out.WriteLine(table);
    return Task.FromResult(0);
});
var blocks = new Command("slide-models", "Blocks of camelyon-regions as bags: encoders from SimCLR, contextual pairs and WeakSupCon, ABMIL against SRMIL, the mask ratio.") { output, seeds, steps, threads };
blocks.SetAction((result, cancellation) =>
{
    string folder = Path.Combine(Path.GetFullPath(result.GetValue(output)!), "slide-models");
    SlideManifest bags = TumourBlocks.Cut(DataFolder.Find(), Path.Combine(folder, "blocks-128"), 128);
    string counts = $"{bags.Slides.Count(each => each.Label == "normal")} normal and {bags.Slides.Count(each => each.Label == "tumour")} tumour blocks of {bags.Slides.Select(each => each.FoldGroup).Distinct().Count()} mosaics\n\n";
    var encoders = new BlockEncoders(bags, folder, result.GetValue(steps), result.GetValue(threads));
    var experiment = new SlideModels(encoders, result.GetValue(seeds), Console.Error.WriteLine, cancellation);
    string byEncoder = SlideModelTable.Write("Encoders, gated ABMIL", experiment.Encoders());
    IReadOnlyList<SlideModelScore> models = experiment.Models();
    experiment.WriteReport(Path.Combine(folder, "report.html"), models);
    string table = counts + byEncoder + SlideModelTable.Write("Models, contextual encoder", models) + SlideModelTable.Write("SRMIL by share of hidden tiles", experiment.MaskRatios());
    AtomicFile.WriteText(Path.Combine(folder, "slide-models.md"), table);
    Console.Out.WriteLine(table);
    return Task.FromResult(0);
});
Option<int> folds = new("--folds") { Description = "Folds of the classic sets.", DefaultValueFactory = _ => 10 };
Option<int> repeats = new("--repeats") { Description = "Repetitions of the classic sets.", DefaultValueFactory = _ => 5 };
Option<string[]> aggregators = new("--aggregators") { Description = "Which aggregators. Default: all.", AllowMultipleArgumentsPerToken = true };
var classic = new Command("classic", "Every aggregator on MUSK1, MUSK2, Elephant and bags of digits.") { output, folds, repeats, aggregators };
classic.SetAction((result, cancellation) =>
{
    IReadOnlyList<string> names = result.GetValue(aggregators) is { Length: > 0 } some ? some : [.. AggregatorFactory.Names];
    string table = new ClassicBenchmarks(DataFolder.Find(), result.GetValue(folds), result.GetValue(repeats), Console.Error.WriteLine, cancellation).Run(names);
    AtomicFile.WriteText(Path.Combine(Path.GetFullPath(result.GetValue(output)!), "classic.md"), table);
    Console.Out.WriteLine(table);
    return Task.FromResult(0);
});
var rules = new Command("unit-tests", "The Raff and Holt unit tests for every aggregator.") { output, aggregators };
rules.SetAction((result, cancellation) =>
{
    IReadOnlyList<string> names = result.GetValue(aggregators) is { Length: > 0 } some ? some : [.. AggregatorFactory.Names];
    string table = RuleTests.Run(names, Console.Error.WriteLine, cancellation);
    AtomicFile.WriteText(Path.Combine(Path.GetFullPath(result.GetValue(output)!), "unit-tests.md"), table);
    Console.Out.WriteLine(table);
    return Task.FromResult(0);
});
Argument<string> plan = new("PLAN") { Description = $"One of: {string.Join(", ", PlannedComparison.Names)}." };
plan.AcceptOnlyFromAmong([.. PlannedComparison.Names]);
Option<int> jobs = new("--jobs") { Description = "Runs at once; changes no result.", DefaultValueFactory = _ => 1 };
Option<ulong[]> chosen = new("--seeds") { Description = "Seeds in place of the plan's.", AllowMultipleArgumentsPerToken = true };
var comparison = new Command("compare", "Runs a plan of samples/Evidence/Plans on HISTO_DATA_DIR: tables, comparison.json, report.html. Finished runs are not done again.") { plan, output, jobs, chosen };
comparison.SetAction((result, cancellation) =>
{
    Console.Out.WriteLine(PlannedComparison.Run(result.GetValue(plan)!, Path.GetFullPath(result.GetValue(output)!), result.GetValue(jobs), result.GetValue(chosen) ?? [], Console.Error.WriteLine, cancellation));
    return Task.FromResult(0);
});
return await new RootCommand("Regenerates the tables of docs/evidence.md, docs/methods.md and docs/results.md.") { comparison, methods, blocks, classic, rules }.Parse(args).InvokeAsync();
