using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>Settings for sets of small bags with a few hundred features (MUSK, Elephant, digits): small networks, standardised features, a fixed number of epochs.</summary>
/// <remarks>The same for every aggregator, chosen beforehand and not tuned: width 64, Adam 1e-3, weight decay 1e-3, 40 epochs, the last one kept. They are ours [D].</remarks>
public static class ClassicSets
{
    /// <summary>Number of epochs.</summary>
    public const int Epochs = 40;

    private const int Width = 64;

    /// <summary>Returns the settings of a cross-validation.</summary>
    /// <param name="aggregator">Name of the aggregator.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="repeats">Number of repetitions.</param>
    /// <param name="seed">Seed.</param>
    public static CrossValidationOptions Options(string aggregator, int folds = 10, int repeats = 5, ulong seed = 1) => new()
    {
        Aggregator = Small(aggregator),
        Training = new MilTrainingOptions { Epochs = Epochs, Optimizer = "adam", LearningRate = 1e-3, WeightDecay = 1e-3, Selection = EpochSelection.Last, Standardise = true, Seed = seed, GradientClip = aggregator == Dtfd.AggregatorName ? 5 : null },
        Folds = folds, Repeats = repeats, ValidationShare = 0,
    };

    /// <summary>Returns an aggregator in a size for such sets.</summary>
    /// <param name="aggregator">Name of the aggregator.</param>
    public static AggregatorOptions Small(string aggregator) => new()
    {
        Name = aggregator,
        InstanceMlp = { HiddenSize = Width },
        Abmil = { HiddenSize = Width, AttentionSize = 32 },
        Clam = { HiddenSize = Width, AttentionSize = 32, SampleCount = 2 },
        TransMil = { HiddenSize = Width, Heads = 4 },
        Rrt = { HiddenSize = Width, Heads = 4, CrossHeads = 4, PoolingSize = 32 },
        Dtfd = { HiddenSize = Width, AttentionSize = 32, Groups = 2, TotalInstances = 2 },
        Acmil = { HiddenSize = Width, AttentionSize = 32, TopCount = 2 },
        Wikg = { HiddenSize = Width, Neighbours = 3 },
        PatchGcn = { HiddenSize = 32, Layers = 2, Neighbours = 3 },
        Gat = { HiddenSize = Width, AttentionSize = 32, FeatureNeighbours = 3 },
        Srmil = { HiddenSize = Width, ClassifierSize = 32, AttenderSize = 32, FeatureNeighbours = 3 },
    };
}
