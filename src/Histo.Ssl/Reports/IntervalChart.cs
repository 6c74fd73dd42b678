namespace Histo.Ssl.Reports;

/// <summary>Values with intervals side by side: a row a category, a dot a series, a bar for the interval.</summary>
public sealed record IntervalChart
{
    /// <summary>Gets what the chart shows: its caption. Say what the intervals are.</summary>
    public required string Title { get; init; }

    /// <summary>Gets what the horizontal axis measures.</summary>
    public required string ValueTitle { get; init; }

    /// <summary>Gets the values. Categories run from top to bottom and series get their colours in the order of first appearance.</summary>
    public required IReadOnlyList<IntervalPoint> Points { get; init; }

    /// <summary>Gets a value to compare with, drawn as a dashed line; NaN for none.</summary>
    public double Reference { get; init; } = double.NaN;

    /// <summary>Gets what <see cref="Reference"/> is, for the legend.</summary>
    public string ReferenceName { get; init; } = "reference";
}
