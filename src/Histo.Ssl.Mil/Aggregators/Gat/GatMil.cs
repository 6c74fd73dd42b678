using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>GAT-MIL: graph attention layers over neighbouring tiles, then gated attention pooling.</summary>
/// <remarks>
/// Layers: attention of several heads, residual (linear in the first layer, identity after), LayerNorm, PReLU. This is what graph-attention models for slides share, not one published model [D]; layers are checked against GraphMAE's by
/// reference tensors. Source: P. Velickovic et al., "Graph attention networks", ICLR 2018; pooling of M. Ilse et al., ICML 2018.
/// </remarks>
public sealed class GatMil : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "gat";

    private readonly RadiusRule _graph;
    private readonly GatStack _encoder;
    private readonly AttentionLayers _attention;
    private readonly Linear _classifier;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public GatMil(int inputSize, int outputs, GatOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        options ??= new GatOptions();
        options.Validate();
        _graph = new RadiusRule(options.Window, options.FeatureNeighbours);
        int width = options.Width;
        _encoder = new GatStack([.. Enumerable.Range(0, options.Layers).Select(i => new GatLayerSpec(i == 0 ? inputSize : width, options.Heads, width / options.Heads)
        {
            Residual = i == 0 ? GatResidual.Linear : GatResidual.Identity, FeatureDropout = options.Dropout, AttentionDropout = options.Dropout,
        })]);
        _attention = AttentionLayers.Create(width, options.AttentionWidth, 1, gated: true);
        _classifier = nn.Linear(width, outputs);
        register_module("encoder", _encoder);
        register_module("attention", NamedParts.Attention(_attention));
        register_module("classifier", _classifier);
        DefaultWeights.Draw(this, seed);
        _encoder.Draw(seed, "encoder");
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        NeighbourTable table = _graph.Of(input.Bag);
        Tensor nodes = _encoder.Run(table, input.Bag.Features)[^1].Nodes, raw = _attention.Score(nodes, training).t(), attention = raw.softmax(1), embedding = attention.mm(nodes);
        Tensor logits = _classifier.call(embedding);
        return new MilOutput
        {
            Logits = logits, AttentionRaw = raw, Attention = attention, BagEmbedding = embedding, Graph = table.Source, Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [],
        };
    }
}
