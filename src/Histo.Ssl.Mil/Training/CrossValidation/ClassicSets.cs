using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>Settings for sets of small bags with a few hundred features (MUSK, Elephant, digits): small networks, standardised features, a fixed number of epochs.</summary>
/// <remarks>The same for every aggregator, chosen beforehand and not tuned: width 64, Adam 1e-3, weight decay 1e-3, 40 epochs, the last one kept. They are ours [D].</remarks>
public static class ClassicSets
{
    /// <summary>Number of epochs.</summary>
    public const int Epochs = 40;

    private const int SmallWidth = 64;

    /// <summary>Returns the settings of a cross-validation.</summary>
    /// <param name="aggregator">Name of the aggregator.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="repeats">Number of repetitions.</param>
    /// <param name="seed">Seed.</param>
    public static CrossValidationOptions Options(string aggregator, int folds = 10, int repeats = 5, ulong seed = 1) => new()
    {
        Aggregator = Small(aggregator),
        Training = new MilTrainingOptions { Epochs = Epochs, Optimizer = "adam", LearningRate = 1e-3, WeightDecay = 1e-3, Selection = EpochSelection.Last, Standardise = true, Seed = seed, GradientClip = aggregator == DtfdAggregator.AggregatorName ? 5 : null },
        Folds = folds, Repeats = repeats, ValidationShare = 0,
    };

    /// <summary>Returns an aggregator in a size for such sets.</summary>
    /// <param name="aggregator">Name of the aggregator.</param>
    public static AggregatorOptions Small(string aggregator) => new()
    {
        Name = aggregator,
        InstanceMlp = { Width = SmallWidth },
        Abmil = { Width = SmallWidth, AttentionWidth = 32 },
        Clam = { Width = SmallWidth, AttentionWidth = 32, SampleCount = 2 },
        TransMil = { Width = SmallWidth, Heads = 4, Landmarks = SmallWidth / 2 },
        Rrt = { Width = SmallWidth, Heads = 4, CrossHeads = 4, PoolWidth = 32 },
        Dtfd = { Width = SmallWidth, AttentionWidth = 32, Groups = 2, Instances = 2 },
        Acmil = { Width = SmallWidth, AttentionWidth = 32, MaskCandidates = 2 },
        Wikg = { Width = SmallWidth, Neighbours = 3 },
        PatchGcn = { Width = 32, Layers = 2, Neighbours = 3 },
        Gat = { Width = SmallWidth, AttentionWidth = 32, FeatureNeighbours = 3 },
        Srmil = { Width = SmallWidth, ClassifierWidth = 32, AttenderWidth = 32, FeatureNeighbours = 3 },
    };
}
