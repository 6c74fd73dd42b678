using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>TransMIL: instances and a class token through two layers of landmark attention, with positions by convolution in between.</summary>
/// <remarks>
/// The bag is filled up to a square with its first instances. Positions are the order of the list, not coordinates: another order gives another answer. The attention is the class token's row of the second layer, mean over heads,
/// negative parts cut off, of the bag's own instances, scaled to sum 1 [D]; the published code returns none. Time and memory are linear in the instances.
/// Source: Z. Shao et al., "TransMIL", NeurIPS 2021; TransMIL 9d6aee5 models/TransMIL.py, 2,672,146 parameters for 1024 features and 2 classes.
/// </remarks>
public sealed class TransMil : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "transmil";

    private readonly Linear _projection, _classifier;
    private readonly LayerNorm _norm1, _norm2, _norm;
    private readonly NystromAttention _attention1, _attention2;
    private readonly PositionConvolutions _positions;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public TransMil(int inputSize, int outputs, TransMilOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        options ??= new TransMilOptions();
        options.Validate();
        int width = options.HiddenSize;
        _projection = nn.Linear(inputSize, width);
        _classifier = nn.Linear(width, outputs);
        (_norm1, _norm2, _norm) = (nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width));
        _attention1 = new NystromAttention(width, options.Heads, width / options.Heads, width / 2, options.Dropout);
        _attention2 = new NystromAttention(width, options.Heads, width / options.Heads, width / 2, options.Dropout);
        _positions = new PositionConvolutions(width);
        register_module("pos_layer", _positions);
        register_module("_fc1", new NamedParts(("0", _projection)));
        Tokens.Register(this, "cls_token", 1, 1, width);
        register_module("layer1", new NamedParts(("norm", _norm1), ("attn", _attention1)));
        register_module("layer2", new NamedParts(("norm", _norm2), ("attn", _attention2)));
        register_module("norm", _norm);
        register_module("_fc2", _classifier);
        DefaultWeights.Draw(this, seed);
        InitialWeights.Normal(get_parameter("cls_token")!, 1, seed, "cls_token");
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TransMilPass pass = Run(input.Bag.Features);
        Tensor raw = pass.ClassAttention.mean([0], keepdim: true).narrow(1, 1, input.Bag.Count), positive = raw.clamp(min: 0) + 1e-30;
        return new MilOutput
        {
            Logits = pass.Logits, AttentionRaw = raw, Attention = positive / positive.sum(dim: 1, keepdim: true), BagEmbedding = pass.Embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(pass.Logits))] : [],
        };
    }

    /// <summary>Computes all stages; tensors of the current scope.</summary>
    internal TransMilPass Run(Tensor features)
    {
        Tensor projected = _projection.call(features).relu();
        long count = features.size(0), side = (long)Math.Ceiling(Math.Sqrt(count)), missing = (side * side) - count;
        Tensor square = missing == 0 ? projected : cat([projected, projected.narrow(0, 0, missing)]);
        Tensor tokens = cat([get_parameter("cls_token")!.reshape(1, -1), square]);
        Tensor first = tokens + _attention1.call(_norm1.call(tokens)), placed = _positions.call(first);
        (Tensor attended, Tensor? row) = _attention2.Attend(_norm2.call(placed), row: 0);
        Tensor second = placed + attended, embedding = _norm.call(second).narrow(0, 0, 1);
        return new TransMilPass(projected, first, placed, second, embedding, _classifier.call(embedding), row!);
    }
}
