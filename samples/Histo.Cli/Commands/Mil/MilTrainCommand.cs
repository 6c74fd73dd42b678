using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Commands;

/// <summary>Cross-validates a slide-level model and trains a final one.</summary>
internal sealed class MilTrainCommand : ICliCommand
{
    private readonly Option<string?> _features = new("--features") { Description = "Folder of feature stores, one a slide: of histo extract, TRIDENT, CLAM, STAMP or slideflow.", HelpName = "DIR" };
    private readonly SlideInputs _slides = new();
    private readonly Option<string?> _encoder = new("--encoder") { Description = "With slides in place of features: folder of a run of histo pretrain.", HelpName = "DIR" };
    private readonly Option<string> _labels = new("--labels") { Description = "CSV with slide_id and label (or time and event), and patient_id or case_id where slides share patients.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _aggregator = new("--aggregator") { Description = $"The model: {string.Join(", ", AggregatorFactory.Names)}.", DefaultValueFactory = _ => "gated-abmil" };
    private readonly Option<int> _folds = new("--folds") { Description = "Folds of whole patients.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _repeats = new("--repeats") { Description = "Repetitions, each with folds and seeds of its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of folds, weights and training.", DefaultValueFactory = _ => 1UL };
    private readonly Option<string> _out = new("--out") { Description = "Folder to write: metrics.json, predictions.csv, curves.csv, report.html, model/, folds/. A finished fold is not trained again.", Required = true, HelpName = "DIR" };
    private readonly Option<string> _task = new("--task") { Description = "classification, regression or survival.", DefaultValueFactory = _ => "classification" };
    private readonly Option<string> _unit = new("--unit") { Description = "slide: a bag is a slide; patient: all slides of a patient are one bag.", DefaultValueFactory = _ => "slide" };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "Column of the label. Default: label, bag_label or target." };
    private readonly Option<string?> _splits = new("--splits") { Description = "Given splits: CLAM's splits_*.csv (file or folder), STAMP's splits.json, Patho-Bench's TSV.", HelpName = "FILE|DIR" };
    private readonly Option<double> _validation = new("--validation") { Description = "Share of the training patients that choose epoch and threshold.", DefaultValueFactory = _ => 0.2 };
    private readonly Option<bool> _bySlide = new("--group-by-slide") { Description = "Let slides of one patient come apart. The result is too good then; the report says so." };
    private readonly Option<bool> _threshold = new("--choose-threshold") { Description = "Choose the threshold of two classes on the validation slides (Youden) rather than take the most probable class." };
    private readonly MilTrainingInputs _training = new();

    public Command Build()
    {
        _aggregator.AcceptOnlyFromAmong([.. AggregatorFactory.Names]);
        _task.AcceptOnlyFromAmong("classification", "regression", "survival");
        _unit.AcceptOnlyFromAmong("slide", "patient");
        var command = new Command(
            "train",
            """
            Cross-validate a slide-level model over folds of whole patients, then train a final one on all slides.
            Test slides are sealed: epoch, threshold and model are chosen on validation slides of the training patients. Settings are the aggregator's authors' unless given.

              histo mil train --features features --labels labels.csv --aggregator srmil --folds 5 --seed 1 --out model
              histo mil train --features features --labels clini.csv --task survival --out survival
              histo mil train --manifest cohort.csv --labels cohort.csv --encoder run --aggregator gated-abmil --out model

            metrics.json has mean and standard error over folds and bootstrap intervals over patients; report.html shows curves, ROC, calibration and every prediction.
            """);
        foreach (Option option in new Option[] { _features, _labels, _aggregator, _folds, _repeats, _seed, _out, _task, _unit, _labelColumn, _splits, _validation, _bySlide, _threshold })
        {
            command.Options.Add(option);
        }

        _slides.AddTo(command, withReader: false);
        command.Options.Add(_encoder);
        _training.AddTo(command);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        TargetKind kind = Enum.Parse<TargetKind>(result.GetValue(_task)!, ignoreCase: true);
        string folder = Path.GetFullPath(result.GetRequiredValue(_out)), features = Features(result, folder, cancellation);
        MilCohort cohort = CohortFiles.Load(features, result.GetRequiredValue(_labels), kind, Enum.Parse<BagUnit>(result.GetValue(_unit)!, ignoreCase: true), result.GetValue(_labelColumn));
        CliOutput.Notice(cohort.Counts.Describe());
        if (!cohort.Counts.PatientsKnown)
        {
            CliOutput.Notice("the labels name no patients: every slide counts as a patient of its own");
        }

        if (result.GetValue(_bySlide))
        {
            CliOutput.Notice("--group-by-slide: slides of one patient may be on both sides of a split; scores measure memory of patients in part");
        }

        var options = new CrossValidationOptions
        {
            Aggregator = new AggregatorOptions { Name = result.GetValue(_aggregator)! },
            Training = _training.Of(result, result.GetValue(_aggregator)!, result.GetValue(_seed)),
            Folds = result.GetValue(_folds), Repeats = result.GetValue(_repeats), ValidationShare = result.GetValue(_validation), BySlide = result.GetValue(_bySlide), ChooseThreshold = result.GetValue(_threshold),
            Splits = result.GetValue(_splits) is { } file ? SplitFile.Load(file, cohort) : null,
        };
        SlideModelOutcome? outcome = null;
        MilProgressBar.Run(progress => (outcome = SlideFeatures.Pipeline().Train(cohort, options, folder, features, progress, cancellation)).Result);
        if (outcome!.Training is { } final)
        {
            CliOutput.Notice(string.Create(CultureInfo.InvariantCulture, $"final model: {outcome.Bags} bags, epoch {final.ChosenEpoch + 1} of {final.Epochs.Count}"));
        }

        if (!outcome.HasEncoder)
        {
            CliOutput.Notice("the features do not hold their encoder: predict and heatmap will need --features");
        }

        var files = new CrossValidationFiles(outcome.Result);
        output.Line(files.Describe());
        output.Line($"report: {outcome.ReportFile}");
        output.Result(files.Metrics());
        return ExitCodes.Success;
    }

    private string Features(ParseResult result, string folder, CancellationToken cancellation)
    {
        string? features = result.GetValue(_features), encoder = result.GetValue(_encoder);
        if (features is not null == _slides.AreGiven(result) || (features is null && encoder is null))
        {
            throw new UsageException("give either --features, or --slides (or --manifest) with --encoder");
        }

        return features ?? SlideFeatures.ExtractWithRun(encoder!, _slides.Load(result), folder, cancellation).Folder.StoreFolder;
    }
}
