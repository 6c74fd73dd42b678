namespace Histo.Ssl.Mil.Training;

/// <summary>What is known of a slide or patient.</summary>
public sealed record MilLabel
{
    /// <summary>Gets the class by name.</summary>
    /// <value>Null: not known.</value>
    public string? Class { get; init; }

    /// <summary>Gets the number that a regression predicts.</summary>
    /// <value>Null: not known.</value>
    public double? Value { get; init; }

    /// <summary>Gets the time to the event or to the end of observation; above 0, any unit.</summary>
    /// <value>Null: not known.</value>
    public double? Time { get; init; }

    /// <summary>Gets whether the event was observed; false: censored.</summary>
    /// <value>Null: not known.</value>
    public bool? Event { get; init; }
}
