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

    /// <summary>Gets or sets the file of weights that training starts from: an encoder.safetensors of this library, any safetensors file, or a file of torch.save (.pt, .pth). Nothing in it is executed.</summary>
    /// <value>Null (default): random weights that follow from the seed.</value>
    public string? Weights { get; set; }

    /// <summary>Gets or sets how the names in <see cref="Weights"/> become the encoder's: "torchvision", "resnet-sequential", "moco", "dinov2", "timm", "dino", "mae" or "plain".</summary>
    /// <value>Null (default): the first that fits in every name and shape. Without <see cref="Weights"/> it means nothing.</value>
    public string? WeightsMapping { get; set; }

    /// <summary>Gets or sets whether the position table of a vision transformer in <see cref="Weights"/> may be resized to this encoder's grid.</summary>
    /// <value>False (default): another grid is an error.</value>
    public bool ResizePositions { get; set; }
}
