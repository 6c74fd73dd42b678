namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of CLAM. Defaults are the small size and the losses of the authors' commands.</summary>
public sealed class ClamOptions
{
    /// <summary>Gets or sets the width of the projection.</summary>
    /// <value>1 or more; 512 (default).</value>
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the width of the attention's hidden layer.</summary>
    /// <value>1 or more; 256 (default); the authors' big size has 384.</value>
    public int AttentionWidth { get; set; } = 256;

    /// <summary>Gets or sets whether the attention has a gate.</summary>
    /// <value>True (default).</value>
    public bool Gated { get; set; } = true;

    /// <summary>Gets or sets the dropout rate after the projection. Above 0 each branch of the attention drops a quarter, whatever the rate is here, as in the authors' code.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the number of instances of highest and of lowest attention that the instance loss takes.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int SampleCount { get; set; } = 8;

    /// <summary>Gets or sets whether small bags take fewer, so that the two sets never overlap: min(count, N / 2).</summary>
    /// <value>True (default). False as in the authors' code: sets overlap with contradictory labels, and bags below the count are an error.</value>
    public bool ClampSamples { get; set; } = true;

    /// <summary>Gets or sets whether the other classes' attention is held against them (subtypes exclude each other).</summary>
    /// <value>False (default).</value>
    public bool Subtyping { get; set; }

    /// <summary>Gets or sets the weight of the bag's loss; the instance loss has the rest.</summary>
    /// <value>0 to 1; 0.7 (default).</value>
    public double BagWeight { get; set; } = 0.7;

    /// <summary>Gets or sets the loss of instances.</summary>
    /// <value><see cref="ClamLoss.Svm"/> (default), as in the authors' commands.</value>
    public ClamLoss InstanceLoss { get; set; } = ClamLoss.Svm;

    /// <summary>Gets or sets the loss of bags.</summary>
    /// <value><see cref="ClamLoss.CrossEntropy"/> (default).</value>
    public ClamLoss BagLoss { get; set; } = ClamLoss.CrossEntropy;

    /// <summary>Gets or sets the largest number of instances that are computed at once. Predictions do not depend on it; in training, dropout drops others for another size, and the attention of bags above it carries no gradient.</summary>
    /// <value>1 or more; 8192 (default).</value>
    public int ChunkSize { get; set; } = 8192;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Width), Width);
        OptionLimits.AtLeastOne(nameof(AttentionWidth), AttentionWidth);
        OptionLimits.Rate(nameof(Dropout), Dropout);
        OptionLimits.AtLeastOne(nameof(SampleCount), SampleCount);
        OptionLimits.Require(BagWeight is >= 0 and <= 1, nameof(BagWeight), BagWeight, "0 to 1");
        OptionLimits.AtLeastOne(nameof(ChunkSize), ChunkSize);
    }
}
