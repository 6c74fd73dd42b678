using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Encoders;
using Histo.Ssl.Views;

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
    /// <value><see cref="EncoderStem.ImageNet"/> (default). ResNets only.</value>
    public EncoderStem Stem { get; set; }

    /// <summary>Gets or sets the width and height of the network's input in pixels; tiles are resampled to it.</summary>
    /// <value>Null (default): the tile size.</value>
    [Range(8, 4096)]
    public int? InputSize { get; set; }

    /// <summary>Gets or sets what makes a vision transformer.</summary>
    /// <value>Its defaults. Without effect for other architectures.</value>
    public TransformerOptions Transformer { get; set; } = new();

    /// <summary>Gets or sets the largest probability that a residual branch is left out for an image in training.</summary>
    /// <value>0 (default): never. DINOv2 uses 0.3 for ViT-L; 0.1 is usual for smaller ones. Not for ResNets.</value>
    [Range(0, 0.99)]
    public double DropPath { get; set; }

    /// <summary>Gets or sets how <see cref="DropPath"/> spreads over the blocks.</summary>
    /// <value><see cref="DropPathRule.Uniform"/> (default).</value>
    public DropPathRule DropPathRule { get; set; }

    /// <summary>Gets or sets whether blocks are computed again in the backward pass: less memory for more time, the same gradients.</summary>
    /// <value>False (default).</value>
    public bool Recompute { get; set; }

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

    /// <summary>Says what these options build.</summary>
    /// <param name="inputSize">Width and height of the input in pixels.</param>
    /// <param name="mean">Channel means that are subtracted.</param>
    /// <param name="deviation">Channel deviations that divide.</param>
    internal EncoderSpec ToSpec(int inputSize, Triple mean, Triple deviation) => new()
    {
        Architecture = Architecture, Width = Width, Stem = Stem, Transformer = Architecture.StartsWith("vit-", StringComparison.Ordinal) ? Transformer.ToSpec() : null, InputSize = inputSize, Mean = mean, Deviation = deviation,
    };
}
