namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of TransMIL.</summary>
public sealed class TransMilOptions
{
    /// <summary>Gets or sets the width of a token; there are half as many landmarks.</summary>
    /// <value>A multiple of <see cref="Heads"/> and of 2; 512 (default).</value>
    public int HiddenSize { get; set; } = 512;

    /// <summary>Gets or sets the number of attention heads.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int Heads { get; set; } = 8;

    /// <summary>Gets or sets the dropout rate after each attention.</summary>
    /// <value>0 to below 1; 0.1 (default).</value>
    public double Dropout { get; set; } = 0.1;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Heads), Heads);
        OptionLimits.Require(HiddenSize >= 2 && HiddenSize % Heads == 0 && HiddenSize % 2 == 0, nameof(HiddenSize), HiddenSize, $"a multiple of 2 and of {Heads} heads");
        OptionLimits.Rate(nameof(Dropout), Dropout);
    }
}
