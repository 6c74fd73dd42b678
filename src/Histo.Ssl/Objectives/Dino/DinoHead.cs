using System.Globalization;
using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The head of DINO, iBOT and DINOv2: a small network, unit vectors, and a linear layer onto prototypes with normalised weights.</summary>
/// <remarks>
/// Linear layers with bias and exact GELU between them, then x / max(|x|, 1e-12) (1e-6 in float16), then logits y_k = g_k x . v_k / |v_k|. Parameters have the names of the official codes: "mlp.0.weight", ... ("mlp.weight" with one layer),
/// "last_layer.weight_g" (K, 1), "last_layer.weight_v" (K, bottleneck). Linear weights start normal with deviation 0.02, their biases at 0, prototypes as PyTorch's Linear does and g at 1, drawn from streams named after the parameters.
/// Source: facebookresearch/dinov2 b8931f7, layers/dino_head.py, DINOHead; facebookresearch/dino 7c446df, vision_transformer.py, DINOHead.
/// </remarks>
public sealed class DinoHead : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> mlp;
    private readonly NormalizedPrototypes last_layer;

    /// <summary>Creates a head on the CPU in float32, in training mode.</summary>
    /// <param name="inputSize">Length of an embedding.</param>
    /// <param name="spec">Its layers.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="name">Stands before the parameter names when weights are drawn: two heads of one objective need different names.</param>
    /// <exception cref="HistoException">HS0001: a size is not positive.</exception>
    public DinoHead(int inputSize, DinoHeadSpec spec, ulong seed, string name = "dino_head")
        : base(nameof(DinoHead))
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (inputSize < 1 || spec.Prototypes < 1 || spec.HiddenSize < 1 || spec.BottleneckSize < 1 || spec.Layers < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a head needs positive sizes", name, $"{inputSize} -> {spec}", "1 or more each");
        }

        InputSize = inputSize;
        Spec = spec;
        mlp = Mlp(inputSize, spec);
        foreach ((string parameter, Parameter value) in mlp.named_parameters())
        {
            if (value.dim() == 1)
            {
                nn.init.zeros_(value);
            }
            else
            {
                InitialWeights.TruncatedNormal(value, 0.02, seed, $"{name}.mlp.{parameter}");
            }
        }

        last_layer = new NormalizedPrototypes(spec, seed, name + ".last_layer");
        RegisterComponents();
    }

    /// <summary>Gets the length of an embedding.</summary>
    public int InputSize { get; }

    /// <summary>Gets the layers.</summary>
    public DinoHeadSpec Spec { get; }

    /// <summary>Computes the unit vectors before the prototypes.</summary>
    /// <param name="input">(N, <see cref="InputSize"/>), any floating type: it is converted to the weights' type; N may be 0; kept.</param>
    /// <returns>(N, bottleneck) in the weights' type, rows of length 1; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public Tensor Bottleneck(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 2 || input.size(1) != InputSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the head needs a batch of embeddings", nameof(DinoHead), $"[{string.Join(", ", input.shape)}]", $"[N, {InputSize}]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor x = mlp.call(input.to(last_layer.WeightType));
        return nn.functional.normalize(x, dim: 1, eps: x.dtype == ScalarType.Float16 ? 1e-6 : 1e-12).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the logits of unit vectors.</summary>
    /// <param name="bottleneck">What <see cref="Bottleneck"/> returned; kept.</param>
    /// <returns>(N, K) in the weights' type; the caller disposes it.</returns>
    public Tensor Logits(Tensor bottleneck) => last_layer.call(bottleneck);

    /// <summary>Computes the logits of embeddings.</summary>
    /// <param name="input">(N, <see cref="InputSize"/>), any floating type; kept.</param>
    /// <returns>(N, K) in the weights' type; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return Logits(Bottleneck(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The parameters of the layer onto the prototypes.</summary>
    internal IEnumerable<Parameter> LastLayer() => last_layer.parameters();

    private static nn.Module<Tensor, Tensor> Mlp(int inputSize, DinoHeadSpec spec)
    {
        if (spec.Layers == 1)
        {
            return nn.Linear(inputSize, spec.BottleneckSize);
        }

        var layers = new List<(string Name, nn.Module<Tensor, Tensor> Layer)>();
        for (int i = 0; i < spec.Layers; i++)
        {
            bool last = i == spec.Layers - 1;
            layers.Add((Name(2 * i), nn.Linear(i == 0 ? inputSize : spec.HiddenSize, last ? spec.BottleneckSize : spec.HiddenSize)));
            if (!last)
            {
                layers.Add((Name((2 * i) + 1), nn.GELU()));
            }
        }

        return nn.Sequential(layers);
    }

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}
