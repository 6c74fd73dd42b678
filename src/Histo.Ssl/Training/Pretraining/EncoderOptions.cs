using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <summary>The encoder to train.</summary>
public sealed class EncoderOptions
{
    /// <summary>Gets or sets the architecture: "resnet18", "resnet34" or "resnet50".</summary>
    /// <value>"resnet18" (default).</value>
    public string Architecture { get; set; } = "resnet18";

    /// <summary>Gets or sets the channels of the first stage.</summary>
    /// <value>64 (default).</value>
    [Range(1, 1024)]
    public int Width { get; set; } = 64;

    /// <summary>Gets or sets the first layers.</summary>
    /// <value><see cref="EncoderStem.ImageNet"/> (default).</value>
    public EncoderStem Stem { get; set; }

    /// <summary>Gets or sets the width and height of the network's input in pixels; tiles are resampled to it.</summary>
    /// <value>Null (default): the tile size.</value>
    [Range(8, 4096)]
    public int? InputSize { get; set; }

    /// <summary>Gets or sets whether the last batch-norm gain of each residual block starts at 0, as in the official Barlow Twins and VICReg codes.</summary>
    /// <value>False (default).</value>
    public bool ZeroLastNormalization { get; set; }
}
