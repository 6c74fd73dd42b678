using System.Text.Json;
using System.Text.Json.Serialization;
using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>What probes found in an embedding set: figures, the folds behind them, and what was left out.</summary>
public sealed record ProbeReport
{
    /// <summary>Gets the AUC of the logistic probe: the mean over the folds. More than two classes: one against the rest, macro mean.</summary>
    [JsonPropertyName("auc")]
    public required double Auc { get; init; }

    /// <summary>Gets the balanced accuracy of the logistic probe: the mean over the folds.</summary>
    [JsonPropertyName("balancedAccuracy")]
    public required double BalancedAccuracy { get; init; }

    /// <summary>Gets the accuracy of the logistic probe: the mean over the folds.</summary>
    [JsonPropertyName("accuracy")]
    public required double Accuracy { get; init; }

    /// <summary>Gets the AUC of the kNN probe: the mean over the folds.</summary>
    [JsonPropertyName("knnAuc")]
    public required double KnnAuc { get; init; }

    /// <summary>Gets the few-shot AUC by the number of labelled tiles a class: the mean over folds and draws; null where no fold has as many.</summary>
    [JsonPropertyName("fewShot")]
    public required IReadOnlyDictionary<string, double?> FewShot { get; init; }

    /// <summary>Gets the normalised mutual information (arithmetic) of classes and k-means clusters, as many as classes.</summary>
    /// <remarks>Without test set: clusters of all labelled tiles, so that it is not the mean of the folds' values, which restrict the same clusters to the fold.</remarks>
    [JsonPropertyName("nmi")]
    public required double Nmi { get; init; }

    /// <summary>Gets the adjusted Rand index of classes and the clusters of <see cref="Nmi"/>: 1 for the same partition, about 0 for one by chance.</summary>
    [JsonPropertyName("ari")]
    public required double Ari { get; init; }

    /// <summary>Gets the mean silhouette of the true classes, on features scaled to length 1: -1 to 1. Null when the rows that were looked at are of one class.</summary>
    /// <remarks>This and the figures down to <see cref="TsneAri"/> are of all labelled tiles, with a test set of the tested ones; of more than 5,000 tiles that many are drawn.</remarks>
    [JsonPropertyName("silhouette")]
    public required double? Silhouette { get; init; }

    /// <summary>Gets the effective rank of the features as they are, see <see cref="Evaluation.EffectiveRank"/>; of more than 5,000 tiles that many are drawn.</summary>
    [JsonPropertyName("effectiveRank")]
    public required double EffectiveRank { get; init; }

    /// <summary>Gets how evenly the features cover the sphere, see <see cref="Evaluation.Uniformity"/>; of more than 2,000 tiles that many are drawn.</summary>
    [JsonPropertyName("uniformity")]
    public required double Uniformity { get; init; }

    /// <summary>Gets how near adjacent tiles are to each other, see <see cref="Evaluation.NeighbourAlignment"/>; null when no two tiles are adjacent.</summary>
    [JsonPropertyName("neighbourAlignment")]
    public required double? NeighbourAlignment { get; init; }

    /// <summary>Gets the normalised mutual information of classes and k-means clusters of a t-SNE map, not of the features; of more than 2,000 tiles that many are drawn. Null without <see cref="ProbeOptions.Map"/>.</summary>
    /// <remarks>Comparable with papers that cluster their maps only. A map pulls groups apart that the features do not: read <see cref="Nmi"/> first.</remarks>
    [JsonPropertyName("tsneNmi")]
    public required double? TsneNmi { get; init; }

    /// <summary>Gets the adjusted Rand index of the same clusters of the map.</summary>
    [JsonPropertyName("tsneAri")]
    public required double? TsneAri { get; init; }

    /// <summary>Gets the folds; one when there is a test set.</summary>
    [JsonPropertyName("folds")]
    public required IReadOnlyList<ProbeFold> Folds { get; init; }

    /// <summary>Gets the names of the classes.</summary>
    [JsonPropertyName("classes")]
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Gets the labelled tiles of each class, test set included.</summary>
    [JsonPropertyName("tiles")]
    public required IReadOnlyDictionary<string, int> Tiles { get; init; }

    /// <summary>Gets the tiles that were left out because their labelled share lies between the thresholds.</summary>
    [JsonPropertyName("tilesBetweenThresholds")]
    public required int TilesBetweenThresholds { get; init; }

    /// <summary>Gets the tiles that were left out because nothing is known about them.</summary>
    [JsonPropertyName("tilesWithoutLabel")]
    public required int TilesWithoutLabel { get; init; }

    /// <summary>Gets the tiles that are missing because they cannot be read.</summary>
    [JsonPropertyName("tilesUnreadable")]
    public required int TilesUnreadable { get; init; }

    /// <summary>Gets what a reader should know: fewer folds than asked for, figures that could not be made, and the like.</summary>
    [JsonPropertyName("notes")]
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets what made the features.</summary>
    [JsonPropertyName("origin")]
    public required EmbeddingOrigin Origin { get; init; }

    /// <summary>Gets how they were probed.</summary>
    [JsonPropertyName("options")]
    public required ProbeOptions Options { get; init; }

    /// <summary>Returns the report as indented JSON, numbers culture-invariant; keys are the names of the members with a small first letter.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">The text is not such a report.</exception>
    public static ProbeReport FromJson(string json) => JsonSerializer.Deserialize<ProbeReport>(json, ReportJson.Options) ?? throw new JsonException("The report is empty.");
}
