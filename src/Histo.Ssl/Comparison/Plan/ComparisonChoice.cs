using System.Text.Json.Nodes;

namespace Histo.Ssl.Comparison;

/// <summary>One value of an axis of the grid: an encoder, an objective or a sampler.</summary>
public sealed record ComparisonChoice
{
    /// <summary>Gets the name in tables and folders: letters, digits, dots and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the members of the run's options that it sets, over those of <see cref="ComparisonPlan.Base"/>.</summary>
    /// <value>Empty (default).</value>
    public JsonObject Set { get; set; } = [];

    /// <summary>Gets the encoders that an objective is combined with.</summary>
    /// <value>Null (default): all.</value>
    public IReadOnlyList<string>? Encoders { get; set; }

    /// <summary>Gets the distance of a sampler's positives in strides, for the curves of gain against distance.</summary>
    /// <value>Null (default): it takes no part in them.</value>
    public double? Distance { get; set; }
}
