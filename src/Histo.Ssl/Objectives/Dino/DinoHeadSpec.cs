namespace Histo.Ssl.Objectives;

/// <summary>Layers of a <see cref="DinoHead"/>.</summary>
/// <remarks>Source: facebookresearch/dinov2 b8931f7, layers/dino_head.py, DINOHead, and configs/ssl_default_config.yaml.</remarks>
public sealed record DinoHeadSpec
{
    /// <summary>Gets the number of prototypes, K.</summary>
    /// <value>65536 (default). A few thousand are enough for small cohorts.</value>
    public int Prototypes { get; init; } = 65536;

    /// <summary>Gets the size of the hidden layers.</summary>
    /// <value>2048 (default).</value>
    public int HiddenSize { get; init; } = 2048;

    /// <summary>Gets the length of the unit vectors that are compared with the prototypes.</summary>
    /// <value>256 (default).</value>
    public int BottleneckSize { get; init; } = 256;

    /// <summary>Gets the number of linear layers before the prototypes.</summary>
    /// <value>3 (default); 1 or more.</value>
    public int Layers { get; init; } = 3;

    /// <summary>Gets whether the prototypes keep length 1.</summary>
    /// <value>False (default), as in DINOv2: their lengths are trained. True as in DINO (<c>norm_last_layer</c>).</value>
    public bool FixedGain { get; init; }
}
