using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>From the report of a trained classifier to scores that can be resampled, and from a task to its options.</summary>
internal static class ClassifierScores
{
    public static JudgedScores Of(ClassifierReport report)
    {
        var auc = new GroupedAucBuilder();
        var answers = new List<(IReadOnlyList<string> Groups, int[] Truth, int[] Predicted)>();
        foreach (ClassifierFold fold in report.Folds)
        {
            (string[] groups, int[] truth, FeatureMatrix probabilities) = fold.Tested!.Value;
            auc.Add(fold.Fold, groups, truth, probabilities);
            answers.Add((groups, truth, KnnClassifier.Predict(probabilities)));
        }

        return new JudgedScores(
            new Dictionary<string, GroupedScore>(StringComparer.Ordinal)
            {
                ["auc"] = auc.Build(),
                ["balancedAccuracy"] = GroupedAccuracy.Of(balanced: true, report.Classes.Count, answers),
                ["accuracy"] = GroupedAccuracy.Of(balanced: false, report.Classes.Count, answers),
            },
            report.Notes);
    }

    public static T Options<T>(ComparisonTask task, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(task);
        try
        {
            return task.Options.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadComparison, $"the options of a task cannot be read: {error.Message}", task.Name, error.Path, $"the members of {typeof(T).Name}", inner: error);
        }
    }
}
