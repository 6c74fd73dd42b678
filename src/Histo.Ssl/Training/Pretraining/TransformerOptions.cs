using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <summary>What makes a vision transformer; without effect for other architectures.</summary>
public sealed class TransformerOptions
{
    /// <summary>Gets or sets the width and height of a patch in pixels; the input must be a multiple of it.</summary>
    /// <value>16 (default). 8 for tiles of 64 px and less.</value>
    [Range(1, 256)]
    public int PatchSize { get; set; } = 16;

    /// <summary>Gets or sets the number of blocks.</summary>
    /// <value>Null (default): the architecture's own, 12.</value>
    [Range(1, 256)]
    public int? Depth { get; set; }

    /// <summary>Gets or sets the number of attention heads; it divides the length of the tokens.</summary>
    /// <value>Null (default): the architecture's own.</value>
    [Range(1, 256)]
    public int? Heads { get; set; }

    /// <summary>Gets or sets the number of register tokens.</summary>
    /// <value>0 (default); 4 in DINOv2's models with registers.</value>
    [Range(0, 64)]
    public int Registers { get; set; }

    /// <summary>Gets or sets the first value of the factor on each residual branch.</summary>
    /// <value>1e-5 (default), as in DINOv2; null: no factors, as in DINO and MoCo v3.</value>
    [Range(1e-12, 1)]
    public double? LayerScale { get; set; } = 1e-5;

    /// <summary>Gets or sets how positions are told.</summary>
    /// <value>Learnt (default); MoCo v3 has fixed sines and cosines.</value>
    [EnumDataType(typeof(PositionTable))]
    public PositionTable Positions { get; set; }

    /// <summary>Gets or sets whether the patch projection keeps its first values, as in MoCo v3.</summary>
    /// <value>False (default).</value>
    public bool FrozenPatchProjection { get; set; }

    internal TransformerSpec ToSpec() => new()
    {
        PatchSize = PatchSize,
        Depth = Depth,
        Heads = Heads,
        Registers = Registers,
        LayerScale = LayerScale,
        Positions = Positions,
        FrozenPatchProjection = FrozenPatchProjection,
    };
}
