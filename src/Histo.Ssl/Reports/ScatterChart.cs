namespace Histo.Ssl.Reports;

/// <summary>Points in the plane, each of a category that has its own colour and shape.</summary>
/// <remarks>
/// The ten categories with the most points are told apart; the others are drawn as one, named "other". Up to 20,000 points are drawn, in a few hundred kilobytes; of more an even choice, which the caption then says.
/// Points that are not finite are left out.
/// </remarks>
public sealed record ScatterChart
{
    /// <summary>Gets what the chart shows: its caption.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the first coordinates; one finite point in all at least.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>Gets the second coordinates, as many.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>Gets the category of each point, as many.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Gets a category that is drawn in grey below the others, whatever its size: points about which nothing is known. Null for none.</summary>
    public string? Background { get; init; }

    /// <summary>Gets what the horizontal axis measures; null for a chart without axes, whose coordinates mean nothing by themselves and have the same scale in both directions.</summary>
    public string? XTitle { get; init; }

    /// <summary>Gets what the vertical axis measures.</summary>
    /// <value>Drawn with <see cref="XTitle"/> only.</value>
    public string? YTitle { get; init; }

    /// <summary>Gets the diameter of a point in units of which the width of the chart has 860.</summary>
    /// <value>Above 0; null (default): 8 for few points down to 3 for many.</value>
    public double? PointSize { get; init; }
}
