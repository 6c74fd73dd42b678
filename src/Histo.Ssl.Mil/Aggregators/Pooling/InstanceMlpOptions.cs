namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of the aggregators that classify each instance and pool the answers (mean, max, top1).</summary>
public sealed class InstanceMlpOptions
{
    /// <summary>Gets or sets the width of the hidden layer.</summary>
    /// <value>1 or more; 512 (default).</value>
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the dropout rate of the hidden layer.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the largest number of instances that are computed at once. Predictions do not depend on it; in training, dropout drops others for another size, and the logits of single instances of bags above it carry no gradient.</summary>
    /// <value>1 or more; 8192 (default).</value>
    public int ChunkSize { get; set; } = 8192;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Width), Width);
        OptionLimits.Rate(nameof(Dropout), Dropout);
        OptionLimits.AtLeastOne(nameof(ChunkSize), ChunkSize);
    }
}
