namespace Histo.Ssl.Evaluation;

/// <summary>What the logistic and the kNN probe say about each tested tile of a fold.</summary>
/// <remarks>Element i of every array and row i of every matrix belong to the same tile.</remarks>
public sealed class ProbeFoldScores
{
    /// <summary>Gets the number of the fold, from 0.</summary>
    public required int Fold { get; init; }

    /// <summary>Gets for each tested tile its row in <see cref="LabelledTiles"/> of the set that is tested on.</summary>
    public required int[] Rows { get; init; }

    /// <summary>Gets the group of each tested tile.</summary>
    public required string[] Groups { get; init; }

    /// <summary>Gets the class of each tested tile, 0 to <see cref="Classes"/> - 1, an index into <see cref="ProbeReport.Classes"/>.</summary>
    public required int[] Truth { get; init; }

    /// <summary>Gets the number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Gets the probabilities of the logistic probe: tested tiles x classes.</summary>
    public required FeatureMatrix Logistic { get; init; }

    /// <summary>Gets the votes of the kNN probe, as shares: tested tiles x classes.</summary>
    public required FeatureMatrix Knn { get; init; }
}
