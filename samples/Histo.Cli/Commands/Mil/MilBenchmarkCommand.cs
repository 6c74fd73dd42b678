using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Commands;

/// <summary>Cross-validates an aggregator on a set of bags in one table.</summary>
internal sealed class MilBenchmarkCommand : ICliCommand
{
    private readonly Option<string> _dataset = new("--dataset") { Description = "CSV: bag_id, bag_label and features, a row an instance.", Required = true, HelpName = "FILE.csv" };
    private readonly Option<string> _aggregator = new("--aggregator") { Description = $"The model: {string.Join(", ", AggregatorFactory.Names)}.", Required = true };
    private readonly Option<int> _folds = new("--folds") { Description = "Folds of whole bags.", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _repeats = new("--repeats") { Description = "Repetitions, each with folds and seeds of its own.", DefaultValueFactory = _ => 5 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of folds, weights and training.", DefaultValueFactory = _ => 1UL };
    private readonly Option<int> _epochs = new("--epochs") { Description = "Epochs; the last one is kept.", DefaultValueFactory = _ => ClassicSets.Epochs };

    public Command Build()
    {
        _aggregator.AcceptOnlyFromAmong([.. AggregatorFactory.Names]);
        var command = new Command(
            "benchmark",
            """
            Cross-validate an aggregator on bags of one table (MUSK, Elephant, ...). Features are standardised on the training folds; networks are small; a fixed number of epochs
            is trained and the last one kept, so nothing is chosen on any fold.

              histo mil benchmark --dataset musk1.csv --aggregator gated-abmil --folds 10 --repeats 5 --json
            """) { _dataset, _aggregator, _folds, _repeats, _seed, _epochs };
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        MilCohort cohort = BagTable.Load(result.GetRequiredValue(_dataset));
        string name = result.GetRequiredValue(_aggregator);
        CrossValidationOptions options = ClassicSets.Options(name, result.GetValue(_folds), result.GetValue(_repeats), result.GetValue(_seed));
        options.Training.Epochs = result.GetValue(_epochs);
        var validation = new CrossValidation(cohort, options);
        CrossValidationResult found = MilProgressBar.Run(progress => validation.Run(null, progress, cancellation));
        FoldSummary? auc = found.Summary(fold => found.Score(fold)?.Auc), balanced = found.Summary(fold => found.Score(fold)?.BalancedAccuracy), accuracy = found.Summary(fold => found.Score(fold)?.Accuracy);
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: AUC {auc?.Mean:0.000} ± {auc?.StandardError:0.000} (standard error over {auc?.Folds} folds), balanced accuracy {balanced?.Mean:0.000}, accuracy {accuracy?.Mean:0.000}"));
        output.Result(new JsonObject
        {
            ["auc"] = auc?.Mean,
            ["aucStd"] = auc?.StandardDeviation,
            ["balancedAccuracy"] = balanced?.Mean,
            ["accuracy"] = accuracy?.Mean,
            ["aucStandardError"] = auc?.StandardError,
            ["accuracyStandardError"] = accuracy?.StandardError,
            ["aggregator"] = name,
            ["bags"] = cohort.Bags.Count,
            ["repeats"] = options.Repeats,
            ["folds"] = new JsonArray([.. found.Folds.Select((fold, i) => new JsonObject
            {
                ["repeat"] = fold.Predictions[0].Repeat, ["fold"] = fold.Predictions[0].Fold, ["bags"] = fold.Predictions.Count,
                ["auc"] = found.Score(fold.Predictions)?.Auc, ["accuracy"] = found.Score(fold.Predictions)?.Accuracy, ["balancedAccuracy"] = found.Score(fold.Predictions)?.BalancedAccuracy,
            })]),
        });
        return ExitCodes.Success;
    }
}
