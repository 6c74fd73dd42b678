using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Creates encoders by the name of their architecture, with initial weights that depend on the seed only.</summary>
public static class EncoderFactory
{
    private static readonly SortedDictionary<string, Architecture> Known = new(StringComparer.Ordinal)
    {
        ["convnext-tiny"] = new(96, (spec, start) => new ConvNeXt(spec, start, [3, 3, 9, 3])) { HasDropPath = true },
        ["resnet18"] = new(64, (spec, start) => new ResNet(spec, start, [2, 2, 2, 2], bottleneck: false)) { IsResidual = true },
        ["resnet34"] = new(64, (spec, start) => new ResNet(spec, start, [3, 4, 6, 3], bottleneck: false)) { IsResidual = true },
        ["resnet50"] = new(64, (spec, start) => new ResNet(spec, start, [3, 4, 6, 3], bottleneck: true)) { IsResidual = true },
        ["vit-tiny"] = new(192, (spec, start) => new VisionTransformer(spec, start)) { HasDropPath = true, Depth = 12, Heads = 3 },
        ["vit-small"] = new(384, (spec, start) => new VisionTransformer(spec, start)) { HasDropPath = true, Depth = 12, Heads = 6 },
        ["vit-base"] = new(768, (spec, start) => new VisionTransformer(spec, start)) { HasDropPath = true, Depth = 12, Heads = 12 },
    };

    /// <summary>Gets the names that <see cref="EncoderSpec.Architecture"/> may have.</summary>
    public static IReadOnlyCollection<string> Architectures => Known.Keys;

    /// <summary>Creates an encoder on the CPU in float32, in training mode.</summary>
    /// <param name="spec">What to create.</param>
    /// <param name="seed">Seed of the weights. Each parameter has its own streams, named after it: equal seeds give equal weights, whatever was created before; libtorch's own generator is not touched.</param>
    /// <param name="zeroLastNormalization">
    /// Whether the scale of the last batch normalisation of each residual block starts at 0 instead of 1, so that each block starts as its short cut (the official Barlow Twins code does so). False by default; ResNets only.
    /// </param>
    /// <param name="dropPath">Drop path of the training passes; none by default. Not for ResNets. Give it to the encoder that is trained only: <see cref="CreateTwin"/> leaves it out.</param>
    /// <returns>The encoder; the caller disposes it. It does not belong to the caller's dispose scope.</returns>
    /// <remarks>
    /// ResNets: convolutions normal with variance 2 / (outputs x kernel area); batch normalisation with scale 1, shift 0, as in torchvision. Vision transformers: linear layers and positions normal with deviation 0.02, class token
    /// and registers with 1e-6, biases and mask token 0, branch factors as the spec says, patch projection uniform within 1 / sqrt(3 patch^2), as in DINOv2. ConvNeXt: weights normal with deviation 0.02, biases 0, branch
    /// factors 1e-6.
    /// Source: K. He et al., "Delving deep into rectifiers", ICCV 2015 (fan-out form); facebookresearch/dinov2 b8931f7, models/vision_transformer.py: init_weights.
    /// </remarks>
    /// <exception cref="HistoException">HS1501: the architecture is unknown. HS0001: a size is not positive or does not divide another, or something was given that the architecture does not have.</exception>
    public static Encoder Create(EncoderSpec spec, ulong seed, bool zeroLastNormalization = false, DropPath dropPath = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (!Known.TryGetValue(spec.Architecture, out Architecture? architecture))
        {
            throw new HistoException(
                ErrorCodes.UnknownArchitecture, "there is no such architecture", nameof(EncoderSpec.Architecture), spec.Architecture, string.Join(", ", Architectures));
        }

        var start = new EncoderStart(seed, zeroLastNormalization, dropPath);
        return architecture.Create(architecture.Complete(spec, start), start);
    }

    /// <summary>Creates an encoder of the same architecture, element type and device with weights of its own, for a momentum teacher. Regularisation of the training (drop path) is left out.</summary>
    /// <param name="encoder">The encoder to match; kept.</param>
    /// <returns>The encoder, in training mode; its weights are those of seed 0 until they are copied. The caller disposes it.</returns>
    public static Encoder CreateTwin(Encoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder twin = Create(encoder.Spec, seed: 0);
        Parameter first = encoder.parameters().First();
        twin.to(first.device);
        twin.to(first.dtype);
        twin.ComputeType = encoder.ComputeType;
        return twin;
    }
}
