using System.Globalization;
using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Patch-GCN: graph convolutions over the nearest instances on the slide, all layers side by side, gated attention pooling.</summary>
/// <remarks>
/// x_0 = Drop(ReLU(W x)); x_1 = conv(x_0); x_l = Drop(x_{l-1} + ReLU(LN(conv(x_{l-1})))); [x_0 .. x_L] through Linear, ReLU, Drop and the pooling; z = Drop(ReLU(W z)). The original predicts hazards; here the logits are whatever the target wants.
/// Nearest instances are exact, where the authors' are approximate. Messages run from an instance to its nearest, as their edges do. There are no reference tensors for it, and parameter names are recalled [R].
/// Source: R. Chen et al., "Whole slide images are 2D point clouds", MICCAI 2021; Patch-GCN 823adda models/model_graph_mil.py PatchGCN_Surv.
/// </remarks>
public sealed class PatchGcn : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "patch-gcn";

    private readonly PatchGcnOptions _options;
    private readonly HeardByNearestRule _graph;
    private readonly Linear _projection, _mix, _rho, _classifier;
    private readonly List<(GenConvolution Convolution, LayerNorm? Norm)> _layers;
    private readonly AttentionLayers _attention;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public PatchGcn(int inputSize, int outputs, PatchGcnOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new PatchGcnOptions();
        _options.Validate();
        _graph = new HeardByNearestRule(_options.Neighbours);
        int width = _options.Width, all = width * (_options.Layers + 1);
        (_projection, _mix, _rho, _classifier) = (nn.Linear(inputSize, width), nn.Linear(all, all), nn.Linear(all, all), nn.Linear(all, outputs));
        _layers = [.. Enumerable.Range(0, _options.Layers).Select(i => (new GenConvolution(width), i == 0 ? null : nn.LayerNorm(width)))];
        _attention = AttentionLayers.Create(all, all, 1, gated: true, _options.Dropout);
        register_module("fc", new NamedParts(("0", _projection)));
        register_module("layers", new NamedParts([.. _layers.Select((layer, i) => (
            i.ToString(CultureInfo.InvariantCulture), (nn.Module)(layer.Norm is null ? new NamedParts(("conv", layer.Convolution)) : new NamedParts(("conv", layer.Convolution), ("norm", layer.Norm)))))]));
        register_module("path_phi", new NamedParts(("0", _mix)));
        register_module("path_attention_head", new NamedParts(("attention_a", new NamedParts(("0", _attention.Tanh))), ("attention_b", new NamedParts(("0", _attention.Gate!))), ("attention_c", _attention.Scores)));
        register_module("path_rho", new NamedParts(("0", _rho)));
        register_module("classifier", _classifier);
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        NeighbourTable table = _graph.Of(input.Bag);
        var states = new List<Tensor> { Drop(_projection.call(input.Bag.Features).relu(), _options.Dropout) };
        for (int i = 0; i < _layers.Count; i++)
        {
            Tensor heard = _layers[i].Convolution.Run(table, states[i]);
            states.Add(_layers[i].Norm is { } norm ? Drop(states[i] + norm.call(heard).relu(), _options.LayerDropout) : heard);
        }

        Tensor hidden = Drop(_mix.call(cat(states, 1)).relu(), _options.Dropout), raw = _attention.Score(hidden, training).t(), attention = raw.softmax(1);
        Tensor embedding = Drop(_rho.call(attention.mm(hidden)).relu(), _options.Dropout), logits = _classifier.call(embedding);
        return new MilOutput
        {
            Logits = logits, AttentionRaw = raw, Attention = attention, BagEmbedding = embedding, Graph = table.Source, Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [],
        };
    }

    private Tensor Drop(Tensor values, double rate) => rate > 0 ? nn.functional.dropout(values, rate, training) : values;
}
