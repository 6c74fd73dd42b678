using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of DINO.</summary>
/// <remarks>Source of the defaults: facebookresearch/dino 7c446df, main_dino.py, get_args_parser.</remarks>
public sealed class DinoOptions : SelfDistillationOptions
{
    /// <summary>Gets or sets whether the prototypes keep length 1 (<c>norm_last_layer</c>).</summary>
    /// <value>True (default): steadier. False can be a little better with small vision transformers.</value>
    public bool FixedGain { get; set; } = true;

    /// <summary>Gets or sets the share of the run during which the layer onto the prototypes stays as it is.</summary>
    /// <value>0.01 (default): one epoch of 100.</value>
    [Range(0, 1)]
    public double FreezeLastLayerShare { get; set; } = 0.01;
}
