using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>A cross-validation of a slide-level model.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>Gets the aggregator and its settings.</summary>
    public required AggregatorOptions Aggregator { get; init; }

    /// <summary>Gets the settings of each training.</summary>
    public required MilTrainingOptions Training { get; init; }

    /// <summary>Gets the number of folds.</summary>
    /// <value>5 (default).</value>
    public int Folds { get; init; } = 5;

    /// <summary>Gets the number of repetitions, each with folds and seeds of its own.</summary>
    /// <value>1 (default).</value>
    public int Repeats { get; init; } = 1;

    /// <summary>Gets the share of the training patients that validate.</summary>
    /// <value>0.2 (default); 0 where the last epoch is kept.</value>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>Gets whether slides of a patient may come apart; written into the results as a warning.</summary>
    /// <value>False (default).</value>
    public bool BySlide { get; init; }

    /// <summary>Gets whether the threshold of two classes is chosen on the validation bags (Youden's), rather than the most probable class.</summary>
    /// <value>False (default).</value>
    public bool ChooseThreshold { get; init; }

    /// <summary>Gets splits that are given instead of being made; null to make them.</summary>
    public IReadOnlyList<CohortSplit>? Splits { get; init; }
}
