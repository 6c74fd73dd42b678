using System.Text.Json.Nodes;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Comparison;

/// <summary>One way in which every run is judged.</summary>
public sealed record ComparisonTask
{
    /// <summary>Gets the name in tables and files: letters, digits, dots and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the kind of judge, see <see cref="IComparisonJudge.Kind"/>.</summary>
    /// <value>"probe" (default).</value>
    public string Kind { get; set; } = "probe";

    /// <summary>Gets the cohort, by its name in <see cref="ComparisonPlan.Cohorts"/>.</summary>
    public required string Cohort { get; init; }

    /// <summary>Gets the cohort that is tested on, when the first one is for fitting only.</summary>
    /// <value>Null (default): cross-validation on <see cref="Cohort"/>.</value>
    public string? Test { get; set; }

    /// <summary>Gets what is done to the colours of the tiles before they are embedded.</summary>
    /// <value><see cref="TileColour.AsIs"/> (default).</value>
    public TileColour Colour { get; set; }

    /// <summary>Gets the options of the judge.</summary>
    /// <value>Empty (default): its defaults.</value>
    public JsonObject Options { get; set; } = [];
}
