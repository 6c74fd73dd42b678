namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of RRT-MIL. The authors tune <see cref="EpegKernel"/> and <see cref="RepresentativeCount"/> for each data set.</summary>
public sealed class RrtOptions
{
    /// <summary>Gets or sets the width of a token.</summary>
    /// <value>A multiple of the heads; 512 (default).</value>
    public int HiddenSize { get; set; } = 512;

    /// <summary>Gets or sets the heads of the attention within regions.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int Heads { get; set; } = 8;

    /// <summary>Gets or sets the regions along each side; attention across regions always has 8.</summary>
    /// <value>1 or more; 8 (default). Memory grows with the square of a region: raise it for large bags.</value>
    public int RegionCount { get; set; } = 8;

    /// <summary>Gets or sets the length of the convolution over attention scores.</summary>
    /// <value>Odd, 1 or more; 15 (default).</value>
    public int EpegKernel { get; set; } = 15;

    /// <summary>Gets or sets the number of representatives of a region.</summary>
    /// <value>1 or more; 3 (default).</value>
    public int RepresentativeCount { get; set; } = 3;

    /// <summary>Gets or sets the heads of the attention across regions.</summary>
    /// <value>1 or more; 8 (default).</value>
    public int CrossHeads { get; set; } = 8;

    /// <summary>Gets or sets whether representatives are chosen by a network of two layers rather than a matrix.</summary>
    /// <value>False (default).</value>
    public bool CrossMlp { get; set; }

    /// <summary>Gets or sets whether the encoder's input is added to its output before the last normalisation.</summary>
    /// <value>False (default).</value>
    public bool GlobalShortcut { get; set; }

    /// <summary>Gets or sets the width of the pooling's hidden layer.</summary>
    /// <value>1 or more; 128 (default).</value>
    public int PoolingSize { get; set; } = 128;

    /// <summary>Gets or sets whether the pooling's hidden layer is a tanh, as in the authors' commands, rather than a ReLU, the code's default.</summary>
    /// <value>False (default).</value>
    public bool TanhPooling { get; set; }

    /// <summary>Gets or sets the dropout rate after the projection.</summary>
    /// <value>0 to below 1; 0.25 (default).</value>
    public double Dropout { get; set; } = 0.25;

    /// <summary>Gets or sets the dropout rate after each attention.</summary>
    /// <value>0 to below 1; 0.1 (default).</value>
    public double AttentionDropout { get; set; } = 0.1;

    internal void Validate()
    {
        OptionLimits.AtLeastOne(nameof(Heads), Heads);
        OptionLimits.AtLeastOne(nameof(CrossHeads), CrossHeads);
        OptionLimits.Require(HiddenSize >= 1 && HiddenSize % Heads == 0 && HiddenSize % CrossHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of {Heads} and {CrossHeads} heads");
        OptionLimits.AtLeastOne(nameof(RegionCount), RegionCount);
        OptionLimits.Require(EpegKernel >= 1 && EpegKernel % 2 == 1, nameof(EpegKernel), EpegKernel, "an odd number");
        OptionLimits.AtLeastOne(nameof(RepresentativeCount), RepresentativeCount);
        OptionLimits.AtLeastOne(nameof(PoolingSize), PoolingSize);
        OptionLimits.Rate(nameof(Dropout), Dropout);
        OptionLimits.Rate(nameof(AttentionDropout), AttentionDropout);
    }
}
