namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of GAT-MIL.</summary>
public sealed class GatOptions
{
    /// <summary>Gets or sets the width of a node, all heads together.</summary>
    /// <value>A multiple of <see cref="Heads"/>; 256 (default).</value>
    public int Width { get; set; } = 256;

    /// <summary>Gets or sets the number of attention heads.</summary>
    /// <value>1 or more; 4 (default).</value>
    public int Heads { get; set; } = 4;

    /// <summary>Gets or sets the number of graph layers.</summary>
    /// <value>1 or more; 2 (default).</value>
    public int Layers { get; set; } = 2;

    /// <summary>Gets or sets the reach of the graph in steps: 1 is the 8 tiles around.</summary>
    /// <value>1 or more; 1 (default).</value>
    public int Window { get; set; } = 1;

    /// <summary>Gets or sets the number of neighbours in feature space for bags without positions.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int FeatureNeighbours { get; set; } = 8;

    /// <summary>Gets or sets the width of the pooling's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int AttentionWidth { get; set; } = 128;

    /// <summary>Gets or sets the dropout rate of features and of attention.</summary>
    /// <value>0 to below 1; 0.1 (default).</value>
    public double Dropout { get; set; } = 0.1;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Heads), Heads);
        OptionLimits.Require(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {Heads} heads");
        OptionLimits.AtLeastOne(nameof(Layers), Layers);
        OptionLimits.AtLeastOne(nameof(Window), Window);
        OptionLimits.AtLeastOne(nameof(FeatureNeighbours), FeatureNeighbours);
        OptionLimits.AtLeastOne(nameof(AttentionWidth), AttentionWidth);
        OptionLimits.Rate(nameof(Dropout), Dropout);
    }
}
