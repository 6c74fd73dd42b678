using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>What a probe found in one fold.</summary>
public sealed record ProbeFold
{
    /// <summary>Gets the number of the fold, from 0.</summary>
    [JsonPropertyName("fold")]
    public required int Fold { get; init; }

    /// <summary>Gets the groups that were tested.</summary>
    [JsonPropertyName("groups")]
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Gets the training tiles of each class.</summary>
    [JsonPropertyName("trainTiles")]
    public required IReadOnlyDictionary<string, int> TrainTiles { get; init; }

    /// <summary>Gets the test tiles of each class.</summary>
    [JsonPropertyName("testTiles")]
    public required IReadOnlyDictionary<string, int> TestTiles { get; init; }

    /// <summary>Gets the AUC of the logistic probe.</summary>
    [JsonPropertyName("auc")]
    public required double Auc { get; init; }

    /// <summary>Gets the balanced accuracy of the logistic probe.</summary>
    [JsonPropertyName("balancedAccuracy")]
    public required double BalancedAccuracy { get; init; }

    /// <summary>Gets the accuracy of the logistic probe.</summary>
    [JsonPropertyName("accuracy")]
    public required double Accuracy { get; init; }

    /// <summary>Gets the inverse penalty of the logistic probe: the one that was given, or the choice of the inner folds.</summary>
    [JsonPropertyName("c")]
    public required double C { get; init; }

    /// <summary>Gets the AUC of the kNN probe.</summary>
    [JsonPropertyName("knnAuc")]
    public required double KnnAuc { get; init; }

    /// <summary>Gets the few-shot AUC by the number of labelled tiles a class; null where a class has fewer training tiles.</summary>
    [JsonPropertyName("fewShot")]
    public required IReadOnlyDictionary<string, double?> FewShot { get; init; }

    /// <summary>Gets the agreement of the clusters with the classes on the fold's test tiles.</summary>
    [JsonPropertyName("nmi")]
    public required double Nmi { get; init; }
}
