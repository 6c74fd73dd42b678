using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Creates encoders by the name of their architecture, with initial weights that depend on the seed only.</summary>
public static class EncoderFactory
{
    private static readonly SortedDictionary<string, Func<EncoderSpec, ResNet>> Known = new(StringComparer.Ordinal)
    {
        ["resnet18"] = spec => new ResNet(spec, [2, 2, 2, 2], bottleneck: false),
        ["resnet34"] = spec => new ResNet(spec, [3, 4, 6, 3], bottleneck: false),
        ["resnet50"] = spec => new ResNet(spec, [3, 4, 6, 3], bottleneck: true),
    };

    /// <summary>Gets the names that <see cref="EncoderSpec.Architecture"/> may have.</summary>
    public static IReadOnlyCollection<string> Architectures => Known.Keys;

    /// <summary>Creates an encoder on the CPU in float32, in training mode.</summary>
    /// <param name="spec">What to create.</param>
    /// <param name="seed">Seed of the weights. Each parameter has its own streams, named after it: equal seeds give equal weights, whatever was created before; libtorch's own generator is not touched.</param>
    /// <param name="zeroLastNormalization">
    /// Whether the scale of the last batch normalisation of each residual block starts at 0 instead of 1, so that each block starts as its short cut (the official Barlow Twins code does so). False by default.
    /// </param>
    /// <returns>The encoder; the caller disposes it. It does not belong to the caller's dispose scope.</returns>
    /// <remarks>
    /// Convolutions: normal with variance 2 / (outputs x kernel area); batch normalisation: scale 1, shift 0, as in torchvision.
    /// Source: K. He et al., "Delving deep into rectifiers", ICCV 2015 (fan-out form).
    /// </remarks>
    /// <exception cref="HistoException">HS1501: the architecture is unknown. HS0001: the width or the input size is not positive.</exception>
    public static Encoder Create(EncoderSpec spec, ulong seed, bool zeroLastNormalization = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (!Known.TryGetValue(spec.Architecture, out Func<EncoderSpec, ResNet>? create))
        {
            throw new HistoException(
                ErrorCodes.UnknownArchitecture, "there is no such architecture", nameof(EncoderSpec.Architecture), spec.Architecture, string.Join(", ", Architectures));
        }

        RequirePositive(nameof(EncoderSpec.Width), spec.Width);
        RequirePositive(nameof(EncoderSpec.InputSize), spec.InputSize);
        ResNet encoder = create(spec);
        foreach ((string name, Parameter parameter) in encoder.named_parameters())
        {
            if (parameter.dim() == 4)
            {
                InitialWeights.HeNormal(parameter, seed, name);
            }
        }

        if (zeroLastNormalization)
        {
            foreach (ResidualBlock block in encoder.Blocks())
            {
                nn.init.zeros_(block.LastNormalization.weight);
            }
        }

        return encoder;
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

    private static void RequirePositive(string option, int value)
    {
        if (value < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the value is out of range", option, value, "1 or more");
        }
    }
}
