namespace Histo.Ssl.Mil.Explanation;

/// <summary>One fold of a cross-validation.</summary>
public sealed record MilReportFold
{
    /// <summary>Gets its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the number of slides that the model was trained on.</summary>
    public required int Training { get; init; }

    /// <summary>Gets the number of slides that chose the epoch.</summary>
    public required int Validation { get; init; }

    /// <summary>Gets the number of slides that were tested.</summary>
    public required int Test { get; init; }

    /// <summary>Gets the epoch that was kept, from 1; null where the last one was.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Gets the results on the test slides; every fold has the same names in the same order. NaN where one is not defined.</summary>
    public required IReadOnlyList<(string Name, double Value)> Metrics { get; init; }

    /// <summary>Gets what was measured epoch by epoch; curves of one name are drawn in one chart, a line a fold.</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<MilReportCurve> Curves { get; init; } = [];
}
