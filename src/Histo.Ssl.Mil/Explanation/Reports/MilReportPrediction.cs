namespace Histo.Ssl.Mil.Explanation;

/// <summary>What a model that had not seen a slide says of it.</summary>
public sealed record MilReportPrediction
{
    /// <summary>Gets the name of the slide.</summary>
    public required string SlideId { get; init; }

    /// <summary>Gets the patient; null where nobody knows.</summary>
    public string? PatientId { get; init; }

    /// <summary>Gets the fold whose test slides it was among, from 1.</summary>
    public required int Fold { get; init; }

    /// <summary>Gets the true class, 0-based; null where it is not known, and for regression and survival.</summary>
    public int? TrueClass { get; init; }

    /// <summary>Gets the probability of every class; empty for regression and survival.</summary>
    public IReadOnlyList<double> Probabilities { get; init; } = [];

    /// <summary>Gets the true value of a regression, or the time of a survival model.</summary>
    public double? Observed { get; init; }

    /// <summary>Gets the predicted value or risk.</summary>
    public double? Predicted { get; init; }

    /// <summary>Gets the class with the largest probability, the first of equal ones; -1 without classes.</summary>
    public int PredictedClass => Probabilities.Count == 0 ? -1 : Enumerable.Range(0, Probabilities.Count).MaxBy(index => Probabilities[index]);
}
