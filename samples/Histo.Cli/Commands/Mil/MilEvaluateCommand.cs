using System.CommandLine;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.SlideModels;
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

    private string Features(ParseResult result, SlideModel model, string folder, CancellationToken cancellation)
    {
        if (_slides.AreGiven(result) == result.GetValue(_features) is not null)
        {
            throw new UsageException("give either --features or --slides (or --manifest)");
        }

        string place = Path.Combine(result.GetValue(_out) ?? folder, "extracted");
        return result.GetValue(_features) ?? SlideFeatures.Extract(model, _slides.Load(result), place, result.GetValue(_slides.Reader), cancellation).Folder.StoreFolder;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string place = result.GetRequiredValue(_model);
        using SlideModel model = SlideFeatures.Pipeline().Open(place);
        MilCohort cohort = CohortFiles.Load(Features(result, model, place, cancellation), result.GetRequiredValue(_labels), model.Model.Record.Task.Kind);
        CliOutput.Notice(cohort.Counts.Describe());
        var files = new CrossValidationFiles(model.Test(cohort, cancellation));
        if (result.GetValue(_out) is { } folder)
        {
            files.Write(folder);
        }

        output.Line(files.Describe());
        output.Result(files.Metrics());
        return ExitCodes.Success;
    }
}
