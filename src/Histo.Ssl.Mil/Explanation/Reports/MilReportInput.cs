namespace Histo.Ssl.Mil.Explanation;

/// <summary>What the report of a cross-validated slide-level model shows.</summary>
public sealed record MilReportInput
{
    /// <summary>Gets the heading: aggregator and cohort.</summary>
    public required string Title { get; init; }

    /// <summary>Gets a line below it: folds, seed, when.</summary>
    /// <value>Empty (default).</value>
    public string Subtitle { get; init; } = string.Empty;

    /// <summary>Gets the names of the classes in the order of the probabilities; empty for regression and survival.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Gets the results over all folds; the first three head the page.</summary>
    public required IReadOnlyList<MilReportMetric> Summary { get; init; }

    /// <summary>Gets what the intervals of the summary are.</summary>
    /// <value>"95 % percentile bootstrap over patients" (default).</value>
    public string IntervalKind { get; init; } = "95 % percentile bootstrap over patients";

    /// <summary>Gets the folds.</summary>
    public required IReadOnlyList<MilReportFold> Folds { get; init; }

    /// <summary>Gets the predictions of the slides, each by the model that had not seen it.</summary>
    public required IReadOnlyList<MilReportPrediction> Predictions { get; init; }

    /// <summary>Gets the points of the calibration plot.</summary>
    /// <value>Empty (default): no plot.</value>
    public IReadOnlyList<MilReportCalibration> Calibration { get; init; } = [];

    /// <summary>Gets how the model spends its attention.</summary>
    /// <value>Null (default): not shown.</value>
    public AttentionBehaviour? Behaviour { get; init; }

    /// <summary>Gets slides with their heatmaps.</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<MilReportSlide> Slides { get; init; } = [];

    /// <summary>Gets what the reader must know; the report adds what it sees itself (<see cref="MilReportWarnings"/>).</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Gets what was run: names and values (culture-invariant).</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<(string Name, object? Value)> Facts { get; init; } = [];

    /// <exception cref="HistoException">HS2066: a prediction has a class or probabilities that do not fit the class names.</exception>
    internal void Check()
    {
        foreach (MilReportPrediction each in Predictions)
        {
            if (each.Probabilities.Count != ClassNames.Count || each.TrueClass is { } truth && (truth < 0 || truth >= ClassNames.Count))
            {
                throw new HistoException(
                    ErrorCodes.BadReportInput, "a prediction does not fit the classes", each.SlideId, $"{each.Probabilities.Count} probabilities, true class {each.TrueClass}", $"{ClassNames.Count} classes");
            }
        }
    }
}
