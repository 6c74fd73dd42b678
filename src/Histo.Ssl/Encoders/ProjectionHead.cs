using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A small fully connected network that maps embeddings to the space of the loss; it is dropped after training.</summary>
/// <remarks>
/// Layers are numbered as in the official codes' <c>nn.Sequential</c> (0 Linear, 1 batch norm, 2 ReLU, 3 Linear, ...), so their weights load. Weights start as PyTorch's Linear does: uniform
/// within plus and minus 1 / sqrt(inputs), drawn from streams named after the parameters.
/// Source: facebookresearch/barlowtwins 8e8d284 main.py, BarlowTwins; facebookresearch/vicreg 4e12602 main_vicreg.py, Projector.
/// </remarks>
public sealed class ProjectionHead : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];

    /// <summary>Creates a head on the CPU in float32, in training mode.</summary>
    /// <param name="inputSize">Length of an embedding.</param>
    /// <param name="spec">Its layers.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="name">Stands before the parameter names when weights are drawn: two heads of one objective need different names.</param>
    /// <exception cref="HistoException">HS0001: a size is not positive, or there is none.</exception>
    public ProjectionHead(int inputSize, ProjectorSpec spec, ulong seed, string name = "projector")
        : base(nameof(ProjectionHead))
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (inputSize < 1 || spec.Sizes.Count == 0 || spec.Sizes.Any(size => size < 1))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a projection head needs positive sizes", name, $"{inputSize} -> {spec}", "1 or more each");
        }

        InputSize = inputSize;
        OutputSize = spec.OutputSize;
        int inputs = inputSize;
        for (int i = 0; i < spec.Sizes.Count; i++)
        {
            bool last = i == spec.Sizes.Count - 1;
            Add(nn.Linear(inputs, spec.Sizes[i], hasBias: last ? spec.OutputBias : spec.HiddenBias));
            inputs = spec.Sizes[i];
            if (last ? spec.OutputNormalization : spec.HiddenNormalization)
            {
                Add(nn.BatchNorm1d(inputs));
            }

            if (!last)
            {
                Add(nn.ReLU(inplace: true));
            }
        }

        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i] is Linear linear)
            {
                Initialise(linear, seed, $"{name}.{i.ToString(CultureInfo.InvariantCulture)}");
            }
        }
    }

    /// <summary>Gets the length of an embedding.</summary>
    public int InputSize { get; }

    /// <summary>Gets the length of a projection.</summary>
    public int OutputSize { get; }

    /// <summary>Projects a batch of embeddings.</summary>
    /// <param name="input">(N, <see cref="InputSize"/>), any floating type: it is converted to the weights' type; kept.</param>
    /// <returns>(N, <see cref="OutputSize"/>) in the weights' type; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 2 || input.size(1) != InputSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the head needs a batch of embeddings", nameof(ProjectionHead), $"[{string.Join(", ", input.shape)}]", $"[N, {InputSize}]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor x = input.to(((Linear)_layers[0]).weight.dtype);
        foreach (nn.Module<Tensor, Tensor> layer in _layers)
        {
            x = layer.call(x);
        }

        return x.MoveToOuterDisposeScope();
    }

    private static void Initialise(Linear linear, ulong seed, string name)
    {
        double bound = 1 / Math.Sqrt(linear.weight.size(1));
        InitialWeights.Uniform(linear.weight, bound, seed, name + ".weight");
        if (linear.bias is not null)
        {
            InitialWeights.Uniform(linear.bias, bound, seed, name + ".bias");
        }
    }

    private void Add(nn.Module<Tensor, Tensor> layer)
    {
        register_module(_layers.Count.ToString(CultureInfo.InvariantCulture), layer);
        _layers.Add(layer);
    }
}
