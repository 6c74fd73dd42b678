namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of DTFD-MIL.</summary>
public sealed class DtfdOptions
{
    /// <summary>Gets or sets the width of the projection.</summary>
    /// <value>1 or more; 512 (default).</value>
    public int HiddenSize { get; set; } = 512;

    /// <summary>Gets or sets the width of the attention's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int AttentionSize { get; set; } = 128;

    /// <summary>Gets or sets the number of residual blocks after the projection.</summary>
    /// <value>0 or more; 0 (default).</value>
    public int ResidualBlocks { get; set; }

    /// <summary>Gets or sets the number of pseudo-bags; bags with fewer instances have one for each.</summary>
    /// <value>1 or more; 4 (default).</value>
    public int Groups { get; set; } = 4;

    /// <summary>Gets or sets the number of instances that all pseudo-bags together select; each selects this divided by the groups, 1 at least.</summary>
    /// <value>1 or more; 4 (default).</value>
    public int TotalInstances { get; set; } = 4;

    /// <summary>Gets or sets what a pseudo-bag hands on.</summary>
    /// <value><see cref="DtfdDistillation.Aggregated"/> (default).</value>
    public DtfdDistillation Distillation { get; set; } = DtfdDistillation.Aggregated;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(HiddenSize), HiddenSize);
        OptionLimits.AtLeastOne(nameof(AttentionSize), AttentionSize);
        OptionLimits.Require(ResidualBlocks >= 0, nameof(ResidualBlocks), ResidualBlocks, "0 or more");
        OptionLimits.AtLeastOne(nameof(Groups), Groups);
        OptionLimits.AtLeastOne(nameof(TotalInstances), TotalInstances);
    }
}
