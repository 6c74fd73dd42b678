namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of Patch-GCN.</summary>
public sealed class PatchGcnOptions
{
    /// <summary>Gets or sets the width of a node.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int Width { get; set; } = 128;

    /// <summary>Gets or sets the number of convolutions.</summary>
    /// <value>1 or more; 3 (default).</value>
    public int Layers { get; set; } = 3;

    /// <summary>Gets or sets the number of nearest instances of the graph.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int Neighbours { get; set; } = 8;

    /// <summary>Gets or sets the dropout rate of projections and attention.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the dropout rate after each residual layer.</summary>
    /// <value>0 to below 1; 0.1 (default).</value>
    public double LayerDropout { get; set; } = 0.1;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Width), Width);
        OptionLimits.AtLeastOne(nameof(Layers), Layers);
        OptionLimits.AtLeastOne(nameof(Neighbours), Neighbours);
        OptionLimits.Rate(nameof(Dropout), Dropout);
        OptionLimits.Rate(nameof(LayerDropout), LayerDropout);
    }
}
