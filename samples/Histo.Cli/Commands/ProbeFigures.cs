using System.Text.Json.Nodes;

namespace Histo.Cli.Commands;

/// <summary>Which figures of a probe report belong to which probe.</summary>
internal static class ProbeFigures
{
    private static readonly Dictionary<string, string[]> Of = new(StringComparer.Ordinal)
    {
        ["logistic"] = ["auc", "balancedAccuracy", "accuracy", "c"],
        ["knn"] = ["knnAuc"],
        ["few-shot"] = ["fewShot"],
        ["clustering"] = ["nmi", "ari", "silhouette", "effectiveRank", "uniformity", "neighbourAlignment", "tsneNmi", "tsneAri"],
    };

    /// <summary>Takes the figures of all other probes out of a report and names the probe.</summary>
    public static JsonObject Only(string probe, JsonObject report)
    {
        string[] others = [.. Of.Where(each => each.Key != probe).SelectMany(each => each.Value)];
        foreach (JsonObject part in report["folds"]!.AsArray().Select(fold => fold!.AsObject()).Prepend(report))
        {
            Array.ForEach(others, key => part.Remove(key));
        }

        report.Insert(0, "probe", probe);
        return report;
    }
}
