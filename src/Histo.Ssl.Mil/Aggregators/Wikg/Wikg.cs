using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>WiKG: every instance is a head that picks its k tails by a learned affinity, hears them through a gate, and the updated nodes are pooled.</summary>
/// <remarks>
/// The affinity of all pairs is computed block by block with a running choice of the k largest: exact, time quadratic, memory linear in the instances. Layers gate_U, gate_V and gate_W of the published files are kept and compute nothing.
/// Needs no coordinates. Source: J. Li et al., "Dynamic graph representation with knowledge-aware attention", CVPR 2024; WiKG eb3144f model.py WiKG, 2,103,299 parameters for 1024 features and 2 classes.
/// </remarks>
public sealed class Wikg : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "wikg";

    private const double Slope = 0.01;
    private const int Block = 1024;

    private readonly WikgOptions _options;
    private readonly Linear _projection, _head, _tail, _first, _classifier;
    private readonly Linear? _second, _poolHidden, _poolScores;
    private readonly LayerNorm _norm;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Wikg(int inputSize, int outputs, WikgOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new WikgOptions();
        _options.Validate();
        int width = _options.Width;
        (_projection, _head, _tail, _first, _classifier, _norm) = (nn.Linear(inputSize, width), nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, outputs), nn.LayerNorm(width));
        register_module("_fc1", new NamedParts(("0", _projection)));
        register_module("W_head", _head);
        register_module("W_tail", _tail);
        register_module("gate_U", nn.Linear(width, width / 2));
        register_module("gate_V", nn.Linear(width, width / 2));
        register_module("gate_W", nn.Linear(width / 2, width));
        bool both = _options.Update == WikgUpdate.BiInteraction;
        register_module(both ? "linear1" : "linear", _first);
        if (both)
        {
            register_module("linear2", _second = nn.Linear(width, width));
        }

        register_module("norm", _norm);
        register_module("fc", _classifier);
        if (_options.Pooling == WikgPooling.Attention)
        {
            (_poolHidden, _poolScores) = (nn.Linear(width, width / 2), nn.Linear(width / 2, 1));
            register_module("readout", new NamedParts(("gate_nn", new NamedParts(("0", _poolHidden), ("2", _poolScores)))));
        }

        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        WikgPass pass = Run(input.Bag.Features);
        return new MilOutput
        {
            Logits = pass.Logits, AttentionRaw = pass.Raw, Attention = pass.Attention, BagEmbedding = pass.Embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(pass.Logits))] : [],
        };
    }

    /// <summary>Computes all stages; tensors of the current scope.</summary>
    internal WikgPass Run(Tensor features)
    {
        Tensor nodes = Rectify(_projection.call(features));
        nodes = (nodes + nodes.mean([0], keepdim: true)) * 0.5;
        Tensor heads = _head.call(nodes), tails = _tail.call(nodes);
        (long count, long width) = (features.size(0), heads.size(1));
        long k = Math.Min(_options.Neighbours, count);
        Tensor index = Choose(heads, tails, k), heard = tails.index_select(0, index.reshape(-1)).reshape(count, k, width), own = heads.unsqueeze(1);
        Tensor score = (own * heard).sum(dim: 2) * Math.Pow(width, -0.5), probability = score.softmax(1), share = probability.unsqueeze(2);
        Tensor gate = (own + (share * heard) + ((1 - share) * own)).tanh();
        Tensor weight = _options.DotProductGate ? (heard * gate).sum(dim: 2) : heard.sum(dim: 2) * gate.sum(dim: 2);
        Tensor knowledge = weight.softmax(1), message = (knowledge.unsqueeze(2) * heard).sum(dim: 1);
        Tensor updated = Rectify(_first.call(heads + message));
        updated = _second is null ? updated : updated + Rectify(_second.call(heads * message));
        updated = _options.Dropout > 0 ? nn.functional.dropout(updated, _options.Dropout, training) : updated;
        Tensor? raw = _poolHidden is null ? null : _poolScores!.call(Rectify(_poolHidden.call(updated))).t(), attention = raw?.softmax(1);
        Tensor pooled = attention is not null ? attention.mm(updated) : _options.Pooling == WikgPooling.Mean ? updated.mean([0], keepdim: true) : updated.max(0, keepdim: true).values;
        return new WikgPass(index, score, probability, knowledge, updated, raw, attention, pooled, _classifier.call(_norm.call(pooled)));
    }

    private static Tensor Rectify(Tensor values) => nn.functional.leaky_relu(values, Slope);

    // The k tails of largest affinity for each head, largest first.
    private static Tensor Choose(Tensor heads, Tensor tails, long k)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        var chosen = new List<Tensor>();
        foreach (Tensor block in heads.split(Block))
        {
            using DisposeScope inner = NewDisposeScope();
            chosen.Add(block.mm(tails.t()).topk((int)k, 1).indexes.MoveToOuterDisposeScope());
        }

        return cat(chosen).MoveToOuterDisposeScope();
    }
}
