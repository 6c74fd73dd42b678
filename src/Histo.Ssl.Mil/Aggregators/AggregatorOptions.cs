namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Which aggregator, and its settings.</summary>
public sealed class AggregatorOptions
{
    /// <summary>Gets or sets the name; <see cref="AggregatorFactory.Names"/> has them all.</summary>
    /// <value>"gated-abmil" (default).</value>
    public string Name { get; set; } = "gated-abmil";
}
