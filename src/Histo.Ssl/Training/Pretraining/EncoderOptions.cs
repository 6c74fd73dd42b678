using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <summary>The encoder to train.</summary>
public sealed class EncoderOptions
{
    /// <summary>Gets or sets the architecture: one of <see cref="EncoderFactory.Architectures"/>.</summary>
    /// <value>"resnet18" (default).</value>
    public string Architecture { get; set; } = "resnet18";

    /// <summary>Gets or sets the channels of the first stage of a convolutional network, or the length of a vision transformer's tokens.</summary>
    /// <value>Null (default): the architecture's own.</value>
    [Range(1, 4096)]
    public int? Width { get; set; }

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

    /// <summary>Gets or sets what makes a vision transformer.</summary>
    public TransformerOptions Transformer { get; set; } = new();

    /// <summary>Gets or sets the probability with which a residual branch of a sample is left out while training (drop path); the teacher has none.</summary>
    /// <value>0 (default). DINOv2: 0.3; DINO: 0.1. Not for ResNets.</value>
    [Range(0, 0.95)]
    public double DropPath { get; set; }

    /// <summary>Gets or sets how that probability grows over the blocks.</summary>
    /// <value>Uniform (default), as in DINOv2; DINO has a linear rule.</value>
    [EnumDataType(typeof(DropPathRule))]
    public DropPathRule DropPathRule { get; set; }

    /// <summary>Gets or sets whether the inside of blocks is computed again in the backward pass instead of kept: less memory, more time, the same gradients.</summary>
    /// <value>False (default).</value>
    public bool Recompute { get; set; }

    /// <summary>Gets or sets the file of weights that training starts from: an encoder.safetensors of this library, any safetensors file, or a file of torch.save (.pt, .pth). Nothing in it is executed.</summary>
    /// <value>Null (default): random weights that follow from the seed.</value>
    public string? Weights { get; set; }

    /// <summary>Gets or sets how the names in <see cref="Weights"/> become the encoder's: "torchvision", "resnet-sequential", "moco", "dinov2", "timm", "dino", "mae" or "plain".</summary>
    /// <value>Null (default): the first that fits in every name and shape. Without <see cref="Weights"/> it means nothing.</value>
    public string? WeightsMapping { get; set; }
}
