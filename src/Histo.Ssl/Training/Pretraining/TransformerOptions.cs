using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <summary>What a vision transformer is beside its width and input; see <see cref="TransformerSpec"/>.</summary>
public sealed class TransformerOptions
{
    /// <summary>Gets or sets the width and height of a patch in pixels; the input size is a multiple of it.</summary>
    /// <value>16 (default); 8 for tiles of 64 px.</value>
    [Range(1, 256)]
    public int PatchSize { get; set; } = 16;

    /// <summary>Gets or sets the number of blocks.</summary>
    /// <value>Null (default): the architecture's own.</value>
    [Range(1, 256)]
    public int? Depth { get; set; }

    /// <summary>Gets or sets the number of attention heads.</summary>
    /// <value>Null (default): the architecture's own.</value>
    [Range(1, 256)]
    public int? Heads { get; set; }

    /// <summary>Gets or sets the number of register tokens.</summary>
    /// <value>0 (default).</value>
    [Range(0, 256)]
    public int Registers { get; set; }

    /// <summary>Gets or sets the value that the learned factor of each residual branch starts at.</summary>
    /// <value>1e-5 (default); null for branches without a factor.</value>
    [Range(1e-12, 10)]
    public double? LayerScale { get; set; } = 1e-5;

    /// <summary>Gets or sets where the position table comes from.</summary>
    /// <value><see cref="PositionTable.Learned"/> (default).</value>
    public PositionTable Positions { get; set; }

    /// <summary>Gets or sets how the position table is resampled for images of another size.</summary>
    /// <value><see cref="PositionResampling.Offset"/> (default).</value>
    public PositionResampling Resampling { get; set; }

    /// <summary>Gets or sets whether the patch projection keeps its initial values.</summary>
    /// <value>False (default). True in MoCo v3.</value>
    public bool FrozenPatchProjection { get; set; }

    internal TransformerSpec ToSpec() => new()
    {
        PatchSize = PatchSize, Depth = Depth, Heads = Heads, Registers = Registers, LayerScale = LayerScale, Positions = Positions, Resampling = Resampling, FrozenPatchProjection = FrozenPatchProjection,
    };
}
