namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of attention pooling on features.</summary>
public sealed class AbmilOptions
{
    /// <summary>Gets or sets the width of the projection.</summary>
    /// <value>1 or more; 512 (default).</value>
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the width of the attention's hidden layer.</summary>
    /// <value>1 or more; 256 (default), as CLAM's small size.</value>
    public int AttentionWidth { get; set; } = 256;

    /// <summary>Gets or sets the dropout rate after the projection.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the dropout rate on the attention's branches.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double AttentionDropout { get; set; } = 0.25;

    /// <summary>Gets or sets the largest number of instances that are computed at once. Predictions do not depend on it; in training, dropout drops others for another size, and the attention of bags above it carries no gradient.</summary>
    /// <value>1 or more; 8192 (default).</value>
    public int ChunkSize { get; set; } = 8192;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Width), Width);
        OptionLimits.AtLeastOne(nameof(AttentionWidth), AttentionWidth);
        OptionLimits.Rate(nameof(Dropout), Dropout);
        OptionLimits.Rate(nameof(AttentionDropout), AttentionDropout);
        OptionLimits.AtLeastOne(nameof(ChunkSize), ChunkSize);
    }
}
