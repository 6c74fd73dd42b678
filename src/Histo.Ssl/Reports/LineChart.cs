namespace Histo.Ssl.Reports;

/// <summary>Curves over a common axis.</summary>
public sealed record LineChart
{
    /// <summary>Gets what the chart shows: its caption.</summary>
    public required string Title { get; init; }

    /// <summary>Gets what the horizontal axis counts.</summary>
    public required string XTitle { get; init; }

    /// <summary>Gets what the vertical axis measures.</summary>
    public required string YTitle { get; init; }

    /// <summary>Gets the curves; one finite point in all at least.</summary>
    /// <remarks>A curve of more than 1,000 points is drawn by the smallest and largest value of each stretch, so that peaks stay and the file stays small.</remarks>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Gets whether the vertical axis is logarithmic; values of 0 and less are then left out.</summary>
    public bool LogarithmicY { get; init; }
}
