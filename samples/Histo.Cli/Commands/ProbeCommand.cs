using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Encoders;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Judges an encoder by what classifiers read from its embeddings of labelled tiles, or learn on top of it.</summary>
internal sealed class ProbeCommand : ICliCommand
{
    private readonly EmbeddingInputs _encoder = new();
    private readonly SlideInputs _slides = new();
    private readonly ProbeInputs _probe = new();
    private readonly Option<string?> _test = new("--test-manifest") { Description = "Fit on --manifest and test on this cohort instead of cross-validating.", HelpName = "FILE" };

    public Command Build()
    {
        var command = new Command(
            "probe",
            """
            Probe an encoder on labelled tiles: logistic regression, kNN, few labels, clustering; the linear evaluation of papers; fine-tuning.
            The manifest's annotation column (mask image or GeoJSON) says where the positive class is; its label column names classes of whole slides.

            What does the encoder know, beside the floor that needs no training:
              histo probe --encoder run --manifest labelled.csv --json
              histo probe --encoder colour-histogram --mpp 0.5 --tile 64 --manifest labelled.csv
            The figure that papers report, and what the encoder reaches when it is trained on:
              histo probe --encoder run --manifest labelled.csv --probe linear --epochs 100
              histo probe --encoder run --manifest labelled.csv --probe finetune --epochs 5 --learning-rate 1e-4
            The penalty of the logistic probe chosen on the training part of each fold:
              histo probe --encoder run --manifest labelled.csv --inner-folds 4
            Fit on one cohort, test on another:
              histo probe --encoder run --manifest labelled.csv --test-manifest other-hospital.csv --probe knn
            """);
        _encoder.AddTo(command);
        _slides.AddTo(command, withReader: false);
        command.Options.Add(_test);
        _probe.AddTo(command);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        JsonObject report = _probe.Probe(result) switch
        {
            ProbeInputs.Linear => Linear(result, cancellation),
            ProbeInputs.FineTuned => FineTune(result, cancellation),
            null => Report(result, cancellation),
            { } probe => ProbeFigures.Only(probe, Report(result, cancellation)),
        };
        output.Result(report);
        if (!output.Json)
        {
            ProbeTable.Print(output, report);
        }

        return ExitCodes.Success;
    }

    private JsonObject Report(ParseResult result, CancellationToken cancellation)
    {
        var runner = new ProbeRunner(_probe.Report(result));
        (EmbeddingSet set, EmbeddingSet? test) = Embed(result, cancellation);
        return Parse((test is null ? runner.CrossValidate(set, cancellation) : runner.FitAndTest(set, test, cancellation)).ToJson());
    }

    private JsonObject Linear(ParseResult result, CancellationToken cancellation)
    {
        LinearProbeOptions options = _probe.LinearOptions(result);
        var runner = new LinearProbeRunner(options);
        (EmbeddingSet set, EmbeddingSet? test) = Embed(result, cancellation);
        ClassifierReport? report = null;
        CliProgress.Run(context =>
        {
            ProgressTask task = context.AddTask("linear layer", maxValue: test is null ? options.Folds : 1);
            report = test is null ? runner.CrossValidate(set, new SynchronousProgress<int>(folds => task.Value = folds), cancellation) : runner.FitAndTest(set, test, cancellation);
        });
        return Parse(report!.ToJson());
    }

    private JsonObject FineTune(ParseResult result, CancellationToken cancellation)
    {
        FineTuningOptions options = _probe.FineTuningOptions(result);
        var tuning = new FineTuning(options);
        return _encoder.WithEncoder(
            result,
            result.GetValue(_test) is string test ? [_slides.Load(result), SlideManifest.Load(test)] : [_slides.Load(result)],
            (encoder, pixels, threads) =>
            {
                options.ReadingThreads = threads;
                return FineTune(tuning, encoder, pixels, cancellation);
            },
            cancellation);
    }

    private static JsonObject FineTune(FineTuning tuning, Encoder encoder, IReadOnlyList<ITileSource> pixels, CancellationToken cancellation)
    {
        ClassifierReport? report = null;
        CliProgress.Run(context =>
        {
            ProgressTask task = context.AddTask("fine-tuning");
            var progress = new SynchronousProgress<FineTuningProgress>(each =>
            {
                task.MaxValue = (double)each.Folds * each.Steps;
                task.Value = (each.Fold * each.Steps) + each.Step;
                task.Description = FormattableString.Invariant($"fine-tuning, fold {each.Fold + 1} of {each.Folds}, loss {each.Loss:0.000}");
            });
            report = pixels.Count == 1 ? tuning.CrossValidate(encoder, pixels[0], progress, cancellation) : tuning.FitAndTest(encoder, pixels[0], pixels[1], progress, cancellation);
        });
        return Parse(report!.ToJson());
    }

    private (EmbeddingSet Set, EmbeddingSet? Test) Embed(ParseResult result, CancellationToken cancellation)
    {
        EmbeddingSet set = _encoder.Embed(result, _slides.Load(result), cancellation);
        return (set, result.GetValue(_test) is string test ? _encoder.Embed(result, SlideManifest.Load(test), cancellation) : null);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
