namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Which aggregator, and its settings.</summary>
public sealed class AggregatorOptions
{
    /// <summary>Gets or sets the name; <see cref="AggregatorFactory.Names"/> has them all.</summary>
    /// <value>"gated-abmil" (default).</value>
    public string Name { get; set; } = "gated-abmil";

    /// <summary>Gets or sets the settings of mean, max and top1.</summary>
    /// <value>Their defaults.</value>
    public InstanceMlpOptions InstanceMlp { get; set; } = new();

    /// <summary>Gets or sets the settings of abmil and gated-abmil.</summary>
    /// <value>Their defaults.</value>
    public AbmilOptions Abmil { get; set; } = new();

    /// <summary>Gets or sets the settings of clam-sb and clam-mb.</summary>
    /// <value>Their defaults.</value>
    public ClamOptions Clam { get; set; } = new();

    /// <summary>Gets or sets the settings of dsmil.</summary>
    /// <value>Its defaults.</value>
    public DsmilOptions Dsmil { get; set; } = new();

    /// <summary>Gets or sets the settings of srmil.</summary>
    /// <value>Its defaults.</value>
    public SrmilOptions Srmil { get; set; } = new();

    /// <summary>Gets or sets the settings of transmil.</summary>
    /// <value>Its defaults.</value>
    public TransMilOptions TransMil { get; set; } = new();

    /// <summary>Gets or sets the settings of rrt.</summary>
    /// <value>Its defaults.</value>
    public RrtOptions Rrt { get; set; } = new();

    /// <summary>Gets or sets the settings of dtfd.</summary>
    /// <value>Its defaults.</value>
    public DtfdOptions Dtfd { get; set; } = new();

    /// <summary>Gets or sets the settings of acmil.</summary>
    /// <value>Its defaults.</value>
    public AcmilOptions Acmil { get; set; } = new();
}
