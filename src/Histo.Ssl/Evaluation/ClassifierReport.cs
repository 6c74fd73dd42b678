using System.Text.Json;
using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>What one classifier, trained on labelled tiles, reached on others: the linear evaluation, or fine-tuning.</summary>
public sealed record ClassifierReport
{
    /// <summary>Gets the probe: "linear" or "finetune".</summary>
    public required string Probe { get; init; }

    /// <summary>Gets the AUC: the mean over the folds. More than two classes: one against the rest, macro mean.</summary>
    public required double Auc { get; init; }

    /// <summary>Gets the balanced accuracy: the mean over the folds.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>Gets the accuracy: the mean over the folds.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Gets the folds; one when there is a test set.</summary>
    public required IReadOnlyList<ClassifierFold> Folds { get; init; }

    /// <summary>Gets the names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Gets the labelled tiles of each class, test set included.</summary>
    public required IReadOnlyDictionary<string, int> Tiles { get; init; }

    /// <summary>Gets the tiles that were left out because their labelled share lies between the thresholds.</summary>
    public required int TilesBetweenThresholds { get; init; }

    /// <summary>Gets the tiles that were left out because nothing is known about them.</summary>
    public required int TilesWithoutLabel { get; init; }

    /// <summary>Gets the tiles that are missing because they cannot be read.</summary>
    public required int TilesUnreadable { get; init; }

    /// <summary>Gets what a reader should know: fewer folds than asked for, tiles that were left out of a test, and the like.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Gets the encoder and the tiles.</summary>
    public required EmbeddingOrigin Origin { get; init; }

    /// <summary>Gets how it was trained.</summary>
    public required LabelledTileOptions Options { get; init; }

    /// <summary>Returns the report as indented JSON, numbers culture-invariant; keys are the names of the members with a small first letter.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">The text is not such a report.</exception>
    public static ClassifierReport FromJson(string json) => JsonSerializer.Deserialize<ClassifierReport>(json, ReportJson.Options) ?? throw new JsonException("The report is empty.");

    internal static ClassifierReport Of(string probe, IReadOnlyList<ClassifierFold> folds, TileClasses[] cohorts, int unreadable, List<string> notes, EmbeddingOrigin origin, LabelledTileOptions options) => new()
    {
        Probe = probe,
        Auc = folds.Average(fold => fold.Auc),
        BalancedAccuracy = folds.Average(fold => fold.BalancedAccuracy),
        Accuracy = folds.Average(fold => fold.Accuracy),
        Folds = folds,
        Classes = cohorts[0].Names,
        Tiles = TileClasses.Count(cohorts),
        TilesBetweenThresholds = cohorts.Sum(each => each.Between),
        TilesWithoutLabel = cohorts.Sum(each => each.Unlabelled),
        TilesUnreadable = unreadable,
        Notes = notes,
        Origin = origin,
        Options = options,
    };
}
