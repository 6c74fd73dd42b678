using System.Text.Json;
using Histo.Ssl.Comparison;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.Comparison;

/// <summary>Judges an encoder by the cross-validation of a slide-level model on its features; kind "mil", options as <see cref="MilJudgeOptions"/>.</summary>
/// <remarks>
/// Folds, and the groups that choose the epoch, never split a group. Scores: "auc", "balancedAccuracy", "accuracy" of test bags, which no part of training saw. The encoder itself may have been pretrained, without labels, on
/// the test bags' pixels: that depends on the cohorts of the plan.
/// </remarks>
public sealed class MilJudge : IComparisonJudge
{
    /// <inheritdoc/>
    public string Kind => "mil";

    /// <inheritdoc/>
    public void Validate(ComparisonTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Test is not null)
        {
            throw new HistoException(ErrorCodes.BadComparison, "a slide-level model is cross-validated; it takes no test cohort", task.Name, task.Test, action: "Leave 'test' out.");
        }

        Options(task);
    }

    /// <inheritdoc/>
    public bool CanJudge(ComparisonRun run) => true;

    /// <inheritdoc/>
    public JudgedScores Judge(JudgedRun run, ComparisonTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(task);
        MilJudgeOptions options = Options(task);
        (MilCohort cohort, IReadOnlyList<string> notes) = EmbeddedCohort.Of(run.Embed(task.Cohort, task.Colour, cancellation), options);
        MilTrainingOptions training = options.Training.Clone();
        training.Seed += run.Run.Seed;
        var settings = new CrossValidationOptions { Aggregator = options.Aggregator, Training = training, Folds = options.Folds, ValidationShare = training.Selection == EpochSelection.Last ? 0 : options.ValidationShare };
        CrossValidationResult result = new CrossValidation(cohort, settings).Run(cancellation: cancellation);
        return new JudgedScores(Scores(result, cohort), notes);
    }

    private static Dictionary<string, GroupedScore> Scores(CrossValidationResult result, MilCohort cohort)
    {
        string[] classes = [.. cohort.Classes];
        var auc = new GroupedAucBuilder();
        var answers = new List<(IReadOnlyList<string> Groups, int[] Truth, int[] Predicted)>();
        for (int fold = 0; fold < result.Folds.Count; fold++)
        {
            IReadOnlyList<TestPrediction> tested = result.Folds[fold].Predictions;
            string[] groups = [.. tested.Select(each => each.Bag.Patient)];
            int[] truth = [.. tested.Select(each => Array.IndexOf(classes, each.Bag.Label.Class))];
            auc.Add(fold, groups, truth, new FeatureMatrix(tested.Count, classes.Length, [.. tested.SelectMany(each => each.Prediction.Probabilities)]));
            answers.Add((groups, truth, [.. tested.Select(each => Array.IndexOf(classes, each.Prediction.Class))]));
        }

        return new Dictionary<string, GroupedScore>(StringComparer.Ordinal)
        {
            ["auc"] = auc.Build(),
            ["balancedAccuracy"] = GroupedAccuracy.Of(balanced: true, classes.Length, answers),
            ["accuracy"] = GroupedAccuracy.Of(balanced: false, classes.Length, answers),
        };
    }

    private static MilJudgeOptions Options(ComparisonTask task)
    {
        try
        {
            MilJudgeOptions options = task.Options.Deserialize(MilJudgeJson.Default.MilJudgeOptions)!;
            options.Validate();
            return options;
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadComparison, $"the options of a task cannot be read: {error.Message}", task.Name, error.Path, "the members of MilJudgeOptions", inner: error);
        }
    }
}
