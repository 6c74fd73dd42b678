namespace Histo.Ssl.Objectives;

/// <summary>Which objective, and the settings of each.</summary>
public sealed class ObjectiveOptions
{
    /// <summary>Gets or sets the name of the objective; <see cref="ObjectiveFactory.Names"/> lists them.</summary>
    /// <value>"barlow-twins" (default).</value>
    public string Name { get; set; } = BarlowTwinsObjective.ObjectiveName;

    /// <summary>Gets or sets the settings of Barlow Twins.</summary>
    /// <value>Its defaults.</value>
    public BarlowTwinsOptions BarlowTwins { get; set; } = new();

    /// <summary>Gets or sets the settings of SGCL.</summary>
    /// <value>Its defaults.</value>
    public SgclOptions Sgcl { get; set; } = new();

    /// <summary>Gets or sets the settings of SSLP.</summary>
    /// <value>Its defaults.</value>
    public SslpOptions Sslp { get; set; } = new();

    /// <summary>Gets or sets the settings of VICReg.</summary>
    /// <value>Its defaults.</value>
    public VicRegOptions VicReg { get; set; } = new();
}
