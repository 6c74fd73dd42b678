using System.CommandLine;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Commands;

/// <summary>Tests a trained model on labelled slides that it has not seen.</summary>
internal sealed class MilEvaluateCommand : ICliCommand
{
    private readonly Option<string> _model = new("--model") { Description = "Folder of histo mil train.", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _features = new("--features") { Description = "Folder of feature stores of slides that were not in the training.", HelpName = "DIR" };
    private readonly SlideInputs _slides = new();
    private readonly Option<string> _labels = new("--labels") { Description = "Their labels: CSV with slide_id and label.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for metrics.json, predictions.csv and report.html. Default: print only.", HelpName = "DIR" };

    public Command Build()
    {
        var command = new Command(
            "evaluate",
            """
            Test a trained model on an external set. Nothing is chosen here: epoch and threshold are the model's.

              histo mil evaluate --model model --features other-hospital --labels other.csv --out external
              histo mil evaluate --model model --slides other/ --labels other.csv --out external
            """) { _model, _features, _labels, _out };
        _slides.AddTo(command);
        command.OnRun(Run);
        return command;
    }

    private string Features(ParseResult result, CancellationToken cancellation)
    {
        if (_slides.AreGiven(result) == result.GetValue(_features) is not null)
        {
            throw new UsageException("give either --features or --slides (or --manifest)");
        }

        string model = result.GetRequiredValue(_model), place = Path.Combine(result.GetValue(_out) ?? model, "extracted");
        return result.GetValue(_features) ?? ExtractedSlides.Extract(model, _slides.Load(result), place, result.GetValue(_slides.Reader), cancellation).Folder.StoreFolder;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        using MilModel model = MilModel.Load(result.GetRequiredValue(_model));
        string features = Features(result, cancellation);
        MilCohort cohort = CohortFiles.Load(features, result.GetRequiredValue(_labels), model.Record.Task.Kind);
        model.Require(cohort.Source.Origin, features);
        CliOutput.Notice(cohort.Counts.Describe());
        var found = new List<TestPrediction>();
        foreach (LabelledBag each in cohort.Bags)
        {
            cancellation.ThrowIfCancellationRequested();
            using Bag bag = cohort.Source.Load(each);
            found.Add(new TestPrediction(0, 0, each, model.Predict(bag)));
        }

        var options = new CrossValidationOptions { Aggregator = model.Record.Aggregator, Training = model.Record.Training ?? MilRecipe.For(model.Record.Aggregator.Name), Folds = 1 };
        var files = new CrossValidationFiles(new CrossValidationResult(cohort, options, [new FoldRecord(string.Empty, found, [], model.Record.ChosenEpoch ?? 0)]) );
        if (result.GetValue(_out) is { } folder)
        {
            files.Write(folder);
        }

        output.Line(files.Describe());
        output.Result(files.Metrics());
        return ExitCodes.Success;
    }
}
