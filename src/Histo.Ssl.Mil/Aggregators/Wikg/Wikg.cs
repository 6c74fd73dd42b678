using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>WiKG: every instance is a head that picks its k tails by a learned affinity, hears them through a gate, and the updated nodes are pooled.</summary>
/// <remarks>
/// The affinity of all pairs is computed block by block with a running choice of the k largest: exact, time quadratic, memory linear in the instances; what the edges carry is computed again in the backward pass. Layers gate_U, gate_V and gate_W of the published files are kept and compute nothing.
/// Needs no coordinates. Source: J. Li et al., "Dynamic graph representation with knowledge-aware attention", CVPR 2024; WiKG eb3144f model.py WiKG, 2,103,299 parameters for 1024 features and 2 classes.
/// </remarks>
public sealed class Wikg : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "wikg";

    private const double Slope = 0.01;
    private const long AffinitiesAtOnce = 8 << 20;

    private readonly WikgOptions _options;
    private readonly Linear _projection, _head, _tail, _first, _classifier;
    private readonly Linear? _second, _poolHidden, _poolScores;
    private readonly LayerNorm _norm;
    private readonly KnowledgeAttention _knowledge;

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
        _knowledge = new KnowledgeAttention(_options.DotProductGate);
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _knowledge.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Computes all stages; tensors of the current scope.</summary>
    internal WikgPass Run(Tensor features)
    {
        Tensor nodes = Rectify(_projection.call(features));
        nodes = (nodes + nodes.mean([0], keepdim: true)) * 0.5;
        Tensor heads = _head.call(nodes), tails = _tail.call(nodes);
        Tensor index = Choose(heads, tails, Math.Min(_options.Neighbours, features.size(0)));
        HeardKnowledge heard = _knowledge.Hear(heads, tails, index);
        Tensor message = heard.Message;
        Tensor updated = Rectify(_first.call(heads + message));
        updated = _second is null ? updated : updated + Rectify(_second.call(heads * message));
        updated = _options.Dropout > 0 ? nn.functional.dropout(updated, _options.Dropout, training) : updated;
        Tensor? raw = _poolHidden is null ? null : _poolScores!.call(Rectify(_poolHidden.call(updated))).t(), attention = raw?.softmax(1);
        Tensor pooled = attention is not null ? attention.mm(updated) : _options.Pooling == WikgPooling.Mean ? updated.mean([0], keepdim: true) : updated.max(0, keepdim: true).values;
        return new WikgPass(index, heard, updated, raw, attention, pooled, _classifier.call(_norm.call(pooled)));
    }

    private static Tensor Rectify(Tensor values) => nn.functional.leaky_relu(values, Slope);

    // The k tails of largest affinity for each head, largest first.
    private static Tensor Choose(Tensor heads, Tensor tails, long k)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        (long count, Tensor columns) = (heads.size(0), tails.t());
        long rows = Math.Clamp(AffinitiesAtOnce / count, 1, count);
        Tensor chosen = empty(count, k, dtype: ScalarType.Int64, device: heads.device), affinity = heads.new_empty(rows, count);
        for (long first = 0; first < count; first += rows)
        {
            using DisposeScope inner = NewDisposeScope();
            long size = Math.Min(rows, count - first);
            Tensor part = affinity.narrow(0, 0, size);
            part.addmm_(heads.narrow(0, first, size), columns, 0, 1);
            chosen.narrow(0, first, size).copy_(part.topk((int)k, 1).indexes);
        }

        return chosen.MoveToOuterDisposeScope();
    }
}
