using System.Text.Json.Serialization;

namespace Histo.Ssl.Encoders;

/// <summary>What a vision transformer is beside its width and input: part of <see cref="EncoderSpec"/>.</summary>
/// <remarks>Source: A. Dosovitskiy et al., "An image is worth 16x16 words", ICLR 2021; facebookresearch/dinov2 b8931f7, models/vision_transformer.py: DinoVisionTransformer.</remarks>
public sealed record TransformerSpec
{
    /// <summary>Gets the width and height of a patch in pixels; the input size is a multiple of it.</summary>
    /// <value>16 (default); 8 for tiles of 64 px.</value>
    public int PatchSize { get; init; } = 16;

    /// <summary>Gets the number of blocks.</summary>
    /// <value>Null (default): the architecture's own, 12.</value>
    public int? Depth { get; init; }

    /// <summary>Gets the number of attention heads; it divides <see cref="EncoderSpec.Width"/>.</summary>
    /// <value>Null (default): the architecture's own, 3, 6 or 12.</value>
    public int? Heads { get; init; }

    /// <summary>Gets the number of register tokens: learned tokens without a position that go through the blocks beside the others.</summary>
    /// <value>0 (default). The method's authors use 4.</value>
    /// <remarks>Source: T. Darcet et al., "Vision transformers need registers", ICLR 2024.</remarks>
    public int Registers { get; init; }

    /// <summary>Gets the value that the learned factor of each residual branch starts at.</summary>
    /// <value>1e-5 (default) as in DINOv2; null for branches without a factor, as in DINO and MoCo v3.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? LayerScale { get; init; } = 1e-5;

    /// <summary>Gets where the position table comes from.</summary>
    /// <value><see cref="PositionTable.Learned"/> (default).</value>
    public PositionTable Positions { get; init; }

    /// <summary>Gets how the position table is resampled for images of another size than <see cref="EncoderSpec.InputSize"/>.</summary>
    /// <value><see cref="PositionResampling.Offset"/> (default).</value>
    public PositionResampling Resampling { get; init; }

    /// <summary>Gets whether the patch projection keeps its initial values, as MoCo v3 does for stability.</summary>
    /// <value>False (default).</value>
    /// <remarks>Source: X. Chen, S. Xie, K. He, "An empirical study of training self-supervised vision transformers", ICCV 2021, section 4.</remarks>
    public bool FrozenPatchProjection { get; init; }
}
