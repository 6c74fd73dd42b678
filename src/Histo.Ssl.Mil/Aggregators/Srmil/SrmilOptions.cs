namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of SRMIL. Defaults are those of the published code.</summary>
public sealed class SrmilOptions
{
    /// <summary>Gets or sets the share of instances that are hidden in training.</summary>
    /// <value>0 (no reconstruction) to below 1; 0.7 (default).</value>
    public double MaskRate { get; set; } = 0.7;

    /// <summary>Gets or sets the reach of the graph in steps: 2 is the block of 5 x 5.</summary>
    /// <value>1 or more; 2 (default).</value>
    public int Window { get; set; } = 2;

    /// <summary>Gets or sets the number of neighbours in feature space for bags without positions.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int FeatureNeighbours { get; set; } = 8;

    /// <summary>Gets or sets the width of the encoder, all heads together.</summary>
    /// <value>A multiple of <see cref="Heads"/>; 256 (default).</value>
    public int Width { get; set; } = 256;

    /// <summary>Gets or sets the number of attention heads.</summary>
    /// <value>1 or more; 4 (default).</value>
    public int Heads { get; set; } = 4;

    /// <summary>Gets or sets the width of the classifier's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int ClassifierWidth { get; set; } = 128;

    /// <summary>Gets or sets the width of the attender's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int AttenderWidth { get; set; } = 128;

    /// <summary>Gets or sets the dropout rate of the features in front of each graph layer.</summary>
    /// <value>0 to below 1; 0.11 (default).</value>
    public double FeatureDropout { get; set; } = 0.11;

    /// <summary>Gets or sets the dropout rate of the attention over neighbours.</summary>
    /// <value>0 to below 1; 0.15 (default).</value>
    public double AttentionDropout { get; set; } = 0.15;

    /// <summary>Gets or sets the dropout rate of the classifier.</summary>
    /// <value>0 to below 1; 0.059 (default).</value>
    public double ClassifierDropout { get; set; } = 0.059;

    /// <summary>Gets or sets the exponent of the reconstruction loss.</summary>
    /// <value>1 or more; 1 (default).</value>
    public double Gamma { get; set; } = 1;

    /// <summary>Gets or sets the weight of the clean classification; the masked one has 2 minus it.</summary>
    /// <value>0 to 2; 1 (default).</value>
    public double CleanWeight { get; set; } = 1;

    /// <summary>Gets or sets the weight of the reconstruction; classification has 2 minus it.</summary>
    /// <value>0 to 2; 1.8 (default).</value>
    public double ReconstructionWeight { get; set; } = 1.8;

    /// <summary>Gets or sets how the bag's vector is made.</summary>
    /// <value><see cref="SrmilReadout.SuperNode"/> (default).</value>
    public SrmilReadout Readout { get; set; } = SrmilReadout.SuperNode;

    /// <summary>Gets or sets whether graph layers whose input is as wide as their output add it, as GraphMAE does. The published code of SRMIL lost this.</summary>
    /// <value>False (default).</value>
    public bool IdentityResidual { get; set; }

    internal void Validate()
    {
        OptionLimits.Rate(nameof(MaskRate), MaskRate);
        OptionLimits.AtLeastOne(nameof(Window), Window);
        OptionLimits.AtLeastOne(nameof(FeatureNeighbours), FeatureNeighbours);
        OptionLimits.AtLeastOne(nameof(Heads), Heads);
        OptionLimits.Require(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {Heads} heads");
        OptionLimits.AtLeastOne(nameof(ClassifierWidth), ClassifierWidth);
        OptionLimits.AtLeastOne(nameof(AttenderWidth), AttenderWidth);
        OptionLimits.Rate(nameof(FeatureDropout), FeatureDropout);
        OptionLimits.Rate(nameof(AttentionDropout), AttentionDropout);
        OptionLimits.Rate(nameof(ClassifierDropout), ClassifierDropout);
        OptionLimits.Require(Gamma >= 1, nameof(Gamma), Gamma, "1 or more");
        OptionLimits.Require(CleanWeight is >= 0 and <= 2, nameof(CleanWeight), CleanWeight, "0 to 2");
        OptionLimits.Require(ReconstructionWeight is >= 0 and <= 2, nameof(ReconstructionWeight), ReconstructionWeight, "0 to 2");
    }
}
