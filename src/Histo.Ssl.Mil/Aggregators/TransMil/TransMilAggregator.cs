using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>TransMIL: two layers of Nystrom attention over all instances and a class token, with convolutional positions between them.</summary>
/// <remarks>
/// h = ReLU(W x + b); the first instances are repeated until there are ceil(sqrt N)^2 of them; a learned class token goes in front; layer, positions (PPEG), layer, normalisation; the class token is the bag's vector.
/// Positions are those of the list, not of the slide: another order of the instances is another result. Time and memory grow linearly with N.
/// Attention (ours; the original returns none): the class token's row of layer 2, mean over heads, the bag's own instances only. The row comes from a pseudo-inverse and may be negative: <see cref="MilOutput.AttentionRaw"/> has it
/// as it is; <see cref="MilOutput.Attention"/> has negative numbers set to 0 and the rest scaled to sum 1 (uniform where nothing is left). It carries no gradient.
/// Parameters: 2,672,146 at the defaults with 1,024 features and 2 classes.
/// Weights start as PyTorch's default, the class token standard normal.
/// Source: Z. Shao et al., "TransMIL", NeurIPS 2021; szc19990412/TransMIL 9d6aee5, models/TransMIL.py: TransMIL, TransLayer, PPEG. Left out: the original's cast of its input to float32.
/// </remarks>
public sealed class TransMilAggregator : MilAggregator
{
    /// <summary>Name in options and files.</summary>
    public const string AggregatorName = "transmil";

    private readonly Parameter cls_token;
    private readonly PyramidPositions pos_layer;
    private readonly Sequential _fc1;
    private readonly TransMilLayer layer1, layer2;
    private readonly LayerNorm norm;
    private readonly Linear _fc2;

    /// <summary>Creates the aggregator with new weights on the CPU, in training mode.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="HistoException">HS0001: a setting is out of range.</exception>
    public TransMilAggregator(TransMilOptions options, int inputSize, int outputs, ulong seed)
        : base(AggregatorName, inputSize, outputs)
    {
        OptionRules.Require(options);
        cls_token = nn.Parameter(empty(1, 1, options.Width));
        cls_token.DetachFromDisposeScope();
        pos_layer = new PyramidPositions(options.Width);
        _fc1 = nn.Sequential(("0", nn.Linear(inputSize, options.Width)), ("1", nn.ReLU()));
        layer1 = new TransMilLayer(options);
        layer2 = new TransMilLayer(options);
        norm = nn.LayerNorm(options.Width);
        _fc2 = nn.Linear(options.Width, outputs);
        RegisterComponents();
        DefaultWeights.Draw(this, seed);
        InitialWeights.Normal(cls_token, 1, seed, nameof(cls_token));
    }

    /// <summary>Gets the layer before the positions.</summary>
    internal TransMilLayer First => layer1;

    /// <summary>Gets the layer behind the positions.</summary>
    internal TransMilLayer Second => layer2;

    /// <summary>Gets the positions.</summary>
    internal PyramidPositions Positions => pos_layer;

    /// <summary>Computes the projected instances, (N, D).</summary>
    internal Tensor Project(Tensor features) => _fc1.call(features);

    /// <summary>Puts the class token in front of the instances and repeats the first of them until their number is a square: (1 + side^2, D).</summary>
    internal Tensor Square(Tensor instances)
    {
        long count = instances.size(0), side = (long)Math.Ceiling(Math.Sqrt(count));
        return cat([cls_token[0], instances, instances.narrow(0, 0, (side * side) - count)], 0);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        Tensor tokens = Square(Project(input.Bag.Features));
        (Tensor mixed, Tensor row) = layer2.ForwardWithRow(pos_layer.call(layer1.call(tokens)));
        Tensor embedding = norm.call(mixed.narrow(0, 0, 1));
        Tensor logits = _fc2.call(embedding);
        Tensor raw = row.narrow(1, 1, input.Bag.Count).mean([0], keepdim: true);
        return new MilOutput
        {
            Logits = logits,
            AttentionRaw = raw,
            Attention = Share(raw),
            BagEmbedding = embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [],
        };
    }

    /// <summary>Makes numbers of 0 or more that sum to 1 of a row.</summary>
    internal static Tensor Share(Tensor raw)
    {
        Tensor positive = raw.clamp(min: 0), sum = positive.sum();
        return sum.to(ScalarType.Float64).item<double>() > 0 ? positive / sum : full_like(raw, 1.0 / raw.size(1));
    }
}
