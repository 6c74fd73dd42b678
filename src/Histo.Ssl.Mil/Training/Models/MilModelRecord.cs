using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>What a saved slide-level model says of itself.</summary>
public sealed record MilModelRecord
{
    /// <summary>The version that this library writes.</summary>
    public const string CurrentFormat = "histo-mil-1";

    /// <summary>Gets the version of the format.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>Gets the aggregator and its settings.</summary>
    public required AggregatorOptions Aggregator { get; init; }

    /// <summary>Gets the number of features of an instance.</summary>
    public required int InputSize { get; init; }

    /// <summary>Gets what is predicted.</summary>
    public required MilTask Task { get; init; }

    /// <summary>Gets what made the features that the model was trained on.</summary>
    public required FeatureOrigin Origin { get; init; }

    /// <summary>Gets the shift and scale of the features; null for none.</summary>
    public FeatureScaling? Scaling { get; init; }

    /// <summary>Gets the probability of the second class from which on it is predicted, chosen on validation bags; null for the most probable class.</summary>
    public double? Threshold { get; init; }

    /// <summary>Gets the settings of the training.</summary>
    public MilTrainingOptions? Training { get; init; }

    /// <summary>Gets the epoch whose weights were kept.</summary>
    public int? ChosenEpoch { get; init; }
}
