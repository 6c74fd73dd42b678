namespace Histo.Ssl.Encoders;

/// <summary>How the probability of drop path spreads over the blocks of an encoder.</summary>
public enum DropPathRule
{
    /// <summary>The same for every block, as in DINOv2.</summary>
    Uniform,

    /// <summary>From 0 in the first block linearly to the full rate in the last, as in DINO and ConvNeXt.</summary>
    Linear,
}
