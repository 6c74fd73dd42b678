namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of ACMIL.</summary>
public sealed class AcmilOptions
{
    /// <summary>Gets or sets the width of the projection.</summary>
    /// <value>1 or more; 512 (default); the authors take half of the features: 256 for 512, 768 for 1536.</value>
    public int HiddenSize { get; set; } = 512;

    /// <summary>Gets or sets the width of the attention's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int AttentionSize { get; set; } = 128;

    /// <summary>Gets or sets the number of attention branches.</summary>
    /// <value>1 or more; 5 (default).</value>
    public int Branches { get; set; } = 5;

    /// <summary>Gets or sets the heads of each branch: 0 for gated attention, else multi-head attention with learnable queries.</summary>
    /// <value>0 (default), or a divisor of <see cref="HiddenSize"/>; the authors' multi-head form has 8.</value>
    public int Heads { get; set; }

    /// <summary>Gets or sets the number of instances of highest attention among which some are hidden in training.</summary>
    /// <value>0 (hide none) or more; 10 (default).</value>
    public int TopCount { get; set; } = 10;

    /// <summary>Gets or sets the share of them that is hidden.</summary>
    /// <value>0 to 1; 0.6 (default).</value>
    public double HiddenShare { get; set; } = 0.6;

    /// <summary>Gets or sets the dropout rate after each attention of the multi-head form.</summary>
    /// <value>0 to below 1; 0.1 (default).</value>
    public double Dropout { get; set; } = 0.1;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(HiddenSize), HiddenSize);
        OptionLimits.AtLeastOne(nameof(AttentionSize), AttentionSize);
        OptionLimits.AtLeastOne(nameof(Branches), Branches);
        OptionLimits.Require(Heads == 0 || (Heads > 0 && HiddenSize % Heads == 0), nameof(Heads), Heads, $"0, or a divisor of {HiddenSize}");
        OptionLimits.Require(TopCount >= 0, nameof(TopCount), TopCount, "0 or more");
        OptionLimits.Require(HiddenShare is >= 0 and <= 1, nameof(HiddenShare), HiddenShare, "0 to 1");
        OptionLimits.Rate(nameof(Dropout), Dropout);
    }
}
