using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Demo;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Storage;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using TorchSharp;

namespace Histo.Cli.Commands;

/// <summary>The main job on slides that it makes itself: tiles, two trainings, probes, a report.</summary>
internal sealed class DemoCommand : ICliCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder for slides, runs and report. A finished part is not done again.", DefaultValueFactory = _ => "histo-demo", HelpName = "DIR" };
    private readonly Option<long> _steps = new("--steps") { Description = "Training steps of each arm.", DefaultValueFactory = _ => 150 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the slides and the runs.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _threads = new("--threads") { Description = "Reading threads; they never change a result.", DefaultValueFactory = _ => 2 };

    public Command Build()
    {
        var command = new Command(
            "demo",
            """
            Make a few synthetic slides, train one encoder with augmentation pairs and one with contextual pairs, probe both against an untrained one, train two slide-level models on its features, write a report.
            Takes a few minutes on two cores and needs nothing but this program.

              histo demo --out histo-demo
            """) { _out, _steps, _seed, _threads };
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(result.GetValue(_out)!);
        ulong seed = result.GetValue(_seed);
        string manifest = Path.Combine(folder, "cohort", SyntheticCohort.ManifestName);
        if (!File.Exists(manifest))
        {
            output.Line($"1/6  making synthetic slides in {Path.GetDirectoryName(manifest)}");
            SyntheticCohort.Write(Path.GetDirectoryName(manifest)!, DemoPlan.Cohort(seed), cancellation: cancellation);
        }

        SlideManifest cohort = SlideManifest.Load(manifest);
        var source = new SlideSource(SlideReaderFactory.Default());
        var arms = new List<DemoArm>();
        PretrainOutcome? last = null;
        try
        {
            foreach ((string name, PretrainOptions options) in DemoPlan.Arms(seed, result.GetValue(_steps), result.GetValue(_threads)))
            {
                output.Line($"{arms.Count + 2}/6  {(options.Training.Steps == 0 ? "the untrained encoder" : $"training with {name} pairs")}, then probing it");
                last?.Dispose();
                (DemoArm arm, last) = RunArm(name, options, Path.Combine(folder, name), cohort, cancellation);
                arms.Add(arm);
                output.Line(string.Create(CultureInfo.InvariantCulture, $"     AUC {arm.Probe.Auc:0.000}, with 5 labels a class {arm.Probe.FewShot["5"]:0.000}, NMI {arm.Probe.Nmi:0.000}  ({arm.Seconds:0} s)"));
            }

            output.Line("5/6  slide-level models: features of 24 further slides, ABMIL and SRMIL from slide labels");
            var slideModels = new DemoSlideModels(Path.Combine(folder, "slide-level"), seed);
            IReadOnlyList<DemoSlideModel> models = slideModels.Run(last!.Session.Encoder, last.Session.Options, cancellation);
            foreach (DemoSlideModel model in models)
            {
                output.Line($"     {new CrossValidationFiles(model.Result).Describe()}");
            }

            output.Line("6/6  writing the report");
            string page = Path.Combine(folder, "report.html");
            DemoReport.Write(arms, last.Session, source, models, [.. models.Select(model => slideModels.Explain(model, cancellation))], cancellation).Save(page);
            JsonObject figures = Figures(arms, page);
            figures["slideModels"] = new JsonObject(models.Select(model => KeyValuePair.Create(model.Name, (JsonNode?)new CrossValidationFiles(model.Result).Metrics()["pooled"]!.DeepClone())));
            AtomicFile.WriteText(Path.Combine(folder, "demo.json"), figures.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
            output.Result(figures);
            output.Line($"report: {page}");
        }
        finally
        {
            last?.Dispose();
        }

        return ExitCodes.Success;
    }

    private static (DemoArm Arm, PretrainOutcome Outcome) RunArm(string name, PretrainOptions options, string folder, SlideManifest cohort, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var pipeline = new PretrainPipeline(SlideReaderFactory.Default());
        PretrainOutcome outcome = PretrainProgressBar.Run(progress => File.Exists(Path.Combine(folder, "run.json"))
            ? pipeline.Resume(folder, progress: progress, cancellation: cancellation)
            : pipeline.Start(cohort, options, folder, progress, cancellation));
        using IViewExecutor executor = ViewExecutors.For();
        EmbeddingSet set = new TileEmbedder(outcome.Session.Encoder, executor).Embed(outcome.Session.Source, cancellationToken: cancellation);
        ProbeReport probe = new ProbeRunner(new ProbeOptions { Seed = options.Training.Seed }).CrossValidate(set, cancellation);
        return (new DemoArm(name, outcome.Record, outcome.Run.ReadMeters(), set, probe, clock.Elapsed.TotalSeconds), outcome);
    }

    private static JsonObject Figures(IReadOnlyList<DemoArm> arms, string page)
    {
        var figures = new JsonObject();
        foreach (DemoArm arm in arms)
        {
            JsonObject probe = JsonNode.Parse(arm.Probe.ToJson())!.AsObject();
            figures[arm.Name] = new JsonObject
            {
                ["auc"] = probe["auc"]!.DeepClone(),
                ["balancedAccuracy"] = probe["balancedAccuracy"]!.DeepClone(),
                ["knnAuc"] = probe["knnAuc"]!.DeepClone(),
                ["fewShot"] = probe["fewShot"]!.DeepClone(),
                ["nmi"] = probe["nmi"]!.DeepClone(),
                ["loss"] = arm.Record.FinalMeters?.Loss,
                ["steps"] = arm.Record.Step,
                ["seconds"] = Math.Round(arm.Seconds, 1),
            };
        }

        figures["report"] = page;
        return figures;
    }
}
