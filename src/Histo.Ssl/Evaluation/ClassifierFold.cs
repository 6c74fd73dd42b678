namespace Histo.Ssl.Evaluation;

/// <summary>What a trained classifier reached in one fold.</summary>
public sealed record ClassifierFold
{
    /// <summary>Gets the number of the fold, from 0.</summary>
    public required int Fold { get; init; }

    /// <summary>Gets the groups that were tested.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Gets the training tiles of each class.</summary>
    public required IReadOnlyDictionary<string, int> TrainTiles { get; init; }

    /// <summary>Gets the test tiles of each class.</summary>
    public required IReadOnlyDictionary<string, int> TestTiles { get; init; }

    /// <summary>Gets the AUC; more than two classes: one against the rest, macro mean.</summary>
    public required double Auc { get; init; }

    /// <summary>Gets the mean sensitivity over the classes that the fold tests.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>Gets the share of test tiles whose most probable class is theirs.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Gets the mean training loss of the last epoch.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>What the classifier says about each tested tile; null when the report was read from a file.</summary>
    internal (string[] Groups, int[] Truth, FeatureMatrix Probabilities)? Tested { get; init; }

    internal static ClassifierFold Of(TileSplit split, IReadOnlyList<string> classes, FeatureMatrix probabilities, double trainingLoss)
    {
        ConfusionMatrix confusion = ConfusionMatrix.Of(split.TestLabels, KnnClassifier.Predict(probabilities));
        return new ClassifierFold
        {
            Fold = split.Fold,
            Groups = split.Groups,
            TrainTiles = TileClasses.Count(split.TrainLabels, classes),
            TestTiles = TileClasses.Count(split.TestLabels, classes),
            Auc = ProbeScores.Auc(split.TestLabels, probabilities),
            BalancedAccuracy = confusion.BalancedAccuracy,
            Accuracy = confusion.Accuracy,
            TrainingLoss = trainingLoss,
            Tested = (split.TestGroups, split.TestLabels, probabilities),
        };
    }
}
