using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>SRMIL: features of most instances are hidden and reconstructed from their spatial neighbours, with the encoder that also classifies the bag.</summary>
/// <remarks>
/// A training step goes over the bag three times, each with dropout of its own:
/// <code>
/// masked, without super-node: encode, bridge, hide the same instances again, decode; reconstruction = mean over hidden (1 - cos)^gamma
/// masked, with super-node:    encode, classify -> ce_masked
/// clean, with super-node:     encode, classify -> ce_clean
/// loss = (2 - w_gen) ((2 - w_ce) ce_masked + w_ce ce_clean) + w_gen reconstruction
/// </code>
/// Prediction is the clean pass alone. The bag's vector is the super-node's last state, mean over its heads; the attention is the mean over heads of what the super-node hears in the second layer [D], or the attender's softmax.
/// A bag in which nothing is hidden (one instance) has the clean classification alone, with both of its weights [D]; the published code divides by zero there. Isolated instances hear only themselves.
/// The paper's text was not at hand: this follows the published code; which of its constants and which readout the paper's tables used is not known [RECON]. Its super-node readout is the default, as there.
/// Graph layers whose input is as wide as their output have no residual, as there, unless <see cref="SrmilOptions.IdentityResidual"/> is set.
/// Parameter names are the published ones; <c>mask_tokens</c> of the stacks and the other readout's weights are there for its files and get no gradient.
/// Source: "SRMIL", WACV 2026, arXiv 2602.19487; wwyi1828/SRMIL 7bb63e8 srmil/modeling.py CombinedModel, srmil/trainer.py, srmil/models/gat.py.
/// </remarks>
public sealed class Srmil : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "srmil";

    private const string MaskToken = "enc_mask_token", RemaskToken = "dec_mask_token", SuperToken = "super_tokens";

    private readonly SrmilOptions _options;
    private readonly RadiusRule _graph;
    private readonly ScaledCosineError _error;
    private readonly ProjectedCosineError _projectedError;
    private readonly Linear _reformer, _bridge;
    private readonly GatStack _encoder, _decoder, _attender;
    private readonly Sequential _classifier;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Srmil(int inputSize, int outputs, SrmilOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new SrmilOptions();
        _options.Validate();
        _graph = new RadiusRule(_options.Window, _options.FeatureNeighbours);
        _error = new ScaledCosineError { Gamma = _options.Gamma };
        _projectedError = new ProjectedCosineError { Gamma = _options.Gamma };
        int hidden = _options.Width, width = hidden / _options.Heads;
        GatResidual equal = _options.IdentityResidual ? GatResidual.Identity : GatResidual.None;
        GatLayerSpec Layer(int inputs, int heads, int features, GatResidual residual, bool activated) =>
            new(inputs, heads, features) { Residual = residual, Activated = activated, FeatureDropout = _options.FeatureDropout, AttentionDropout = _options.AttentionDropout };
        _reformer = nn.Linear(inputSize, inputSize);
        _encoder = new GatStack([Layer(inputSize, _options.Heads, width, inputSize == hidden ? equal : GatResidual.Linear, true), Layer(hidden, _options.Heads, width, equal, true)], maskTokens: true);
        _bridge = nn.Linear(hidden, hidden, hasBias: false);
        _decoder = new GatStack([Layer(hidden, _options.Heads, width, equal, true), Layer(hidden, 1, inputSize, GatResidual.None, false)], maskTokens: true);
        _attender = new GatStack([Layer(width, 1, _options.AttenderWidth, width == _options.AttenderWidth ? equal : GatResidual.Linear, false), Layer(_options.AttenderWidth, 1, 1, GatResidual.None, false)], maskTokens: true);
        _classifier = nn.Sequential(
            ("0", nn.Linear(width, _options.ClassifierWidth)), ("1", nn.ReLU()), ("2", nn.Dropout(_options.ClassifierDropout)), ("3", nn.Linear(_options.ClassifierWidth, outputs)));
        Register();
        Draw(seed);
    }

    /// <summary>Gets or sets whether the reconstruction's target takes part in the gradient of the features, as in the published expression; matters only where features have one.</summary>
    internal bool DetachTarget { get; set; }

    /// <inheritdoc/>
    /// <remarks>Each pass goes backward before the next one begins, so that memory is that of the largest pass: the gradient is the same.</remarks>
    public override MilOutput Learn(MilInput input, double scale) =>
        input?.Bag.Features.requires_grad == true ? base.Learn(input, scale) : Pass(input!, known => LearnHidden(known, Hidden(known), scale));

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ComputeHidden(input, Hidden(input));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _projectedError.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Computes a pass with given hidden instances; tensors of the current scope.</summary>
    /// <param name="input">Bag and target.</param>
    /// <param name="hidden">Indices of hidden instances, each once; empty for the clean pass alone.</param>
    internal MilOutput ComputeHidden(MilInput input, long[] hidden) => Passes(input, hidden, _reformer.call(input.Bag.Features), (value, _) => value);

    /// <summary>Computes a pass with given hidden instances, and its gradient; tensors of the current scope.</summary>
    internal MilOutput LearnHidden(MilInput input, long[] hidden, double scale)
    {
        if (input.Target is null)
        {
            throw MilOutput.NoTarget();
        }

        Tensor reformed = _reformer.call(input.Bag.Features), shared = reformed.detach().requires_grad_(true);
        MilOutput output = Passes(input, hidden, shared, Backward);
        if (reformed.requires_grad)
        {
            reformed.backward([shared.grad!]);
        }

        return new MilOutput { Logits = output.Logits.detach(), AttentionRaw = output.AttentionRaw?.detach(), Attention = output.Attention?.detach(), BagEmbedding = output.BagEmbedding?.detach(), Graph = output.Graph, Terms = output.Terms };

        Tensor Backward(Tensor value, double weight)
        {
            (value * (weight * scale)).backward();
            return value.detach();
        }
    }

    private long[] Hidden(MilInput input) => training && input.Target is not null ? SrmilMask.Draw(_options.MaskRate, input.Bag.Count, input.Draw) : [];

    // What is to happen with the value of a term, given its weight, happens before the next pass.
    private MilOutput Passes(MilInput input, long[] hidden, Tensor reformed, Func<Tensor, double, Tensor> settle)
    {
        NeighbourTable table = _graph.Of(input.Bag);
        Tensor features = input.Bag.Features;
        var terms = new List<LossTerm>();
        double classification = 2 - _options.ReconstructionWeight;
        if (input.Target is { } masked && hidden.Length > 0)
        {
            using Tensor rows = tensor(hidden, device: features.device);
            Add("reconstruction", _options.ReconstructionWeight, () => ReconstructionError(table, features, reformed, rows));
            Add("ce_masked", classification * (2 - _options.CleanWeight), () => ClassificationError(table, masked, reformed, rows));
        }

        SrmilAnswer clean = Classify(table, reformed);
        if (input.Target is { } known)
        {
            Add("ce_clean", classification * (hidden.Length > 0 ? _options.CleanWeight : 2), () => known.Loss(clean.Logits));
        }

        return new MilOutput { Logits = clean.Logits, AttentionRaw = clean.Raw, Attention = clean.Attention, BagEmbedding = clean.Embedding, Graph = table.Source, Terms = terms };

        void Add(string name, double weight, Func<Tensor> pass)
        {
            using DisposeScope inner = NewDisposeScope();
            terms.Add(new LossTerm(name, settle(pass(), weight).MoveToOuterDisposeScope(), weight));
        }
    }

    /// <summary>Returns the graph of a bag.</summary>
    internal NeighbourTable Graph(Bag bag) => _graph.Of(bag);

    /// <summary>Maps features to what the encoder takes, and puts the token in the place of hidden rows: the map works row by row, so hidden rows share one vector.</summary>
    internal Tensor Reform(Tensor features, Tensor? hidden) => hidden is null ? _reformer.call(features) : Hide(_reformer.call(features), hidden);

    /// <summary>The masked pass; reconstructs all instances.</summary>
    internal SrmilReconstruction Reconstruct(NeighbourTable table, Tensor shown, Tensor hidden)
    {
        (Tensor encoded, Tensor bridge, Tensor remasked) = EncodeMasked(table, shown, hidden);
        return new SrmilReconstruction(encoded, bridge, remasked, _decoder.Run(table, remasked)[^1].Nodes);
    }

    private (Tensor Encoded, Tensor Bridge, Tensor Remasked) EncodeMasked(NeighbourTable table, Tensor shown, Tensor hidden)
    {
        Tensor encoded = _encoder.Run(table, shown)[^1].Nodes, bridge = _bridge.call(encoded);
        return (encoded, bridge, bridge.index_copy(0, hidden, get_parameter(RemaskToken)!.expand(hidden.size(0), -1)));
    }

    // Scopes of their own: handles keep tensors alive that the gradient does not need.
    private Tensor ReconstructionError(NeighbourTable table, Tensor features, Tensor reformed, Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor remasked = EncodeMasked(table, Hide(reformed, rows), rows).Remasked;
        Tensor loss = features.requires_grad && !DetachTarget
            ? _error.Compute(_decoder.Run(table, remasked, rows: rows)[^1].Nodes, features.index_select(0, rows))
            : _projectedError.Compute(_decoder.Hear(table, remasked, rows), _decoder.Last.Weight, _decoder.Last.Bias, features.detach(), rows);
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor ClassificationError(NeighbourTable table, IBagTarget target, Tensor reformed, Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        return target.Loss(Classify(table, Hide(reformed, rows)).Logits).MoveToOuterDisposeScope();
    }

    /// <summary>A classifying pass.</summary>
    internal SrmilAnswer Classify(NeighbourTable table, Tensor reformed)
    {
        if (_options.Readout == SrmilReadout.Attender)
        {
            IReadOnlyList<GatState> alone = _encoder.Run(table, reformed);
            Tensor nodes = MeanOfHeads(alone[^1].Nodes), raw = _attender.Run(table, nodes, between: hidden => hidden.relu())[^1].Nodes.t(), attention = raw.softmax(1);
            Tensor pooled = attention.mm(nodes);
            return new SrmilAnswer(_classifier.call(pooled), pooled, raw, attention, alone);
        }

        IReadOnlyList<GatState> states = _encoder.Run(table, reformed, _reformer.call(get_parameter(SuperToken)!));
        Tensor embedding = MeanOfHeads(states[^1].Super!), heard = states[^1].SuperAttention!.mean([0], keepdim: true);
        return new SrmilAnswer(_classifier.call(embedding), embedding, heard.log(), heard, states);
    }

    private Tensor Hide(Tensor reformed, Tensor hidden) => reformed.index_copy(0, hidden, _reformer.call(get_parameter(MaskToken)!).expand(hidden.size(0), -1));

    private Tensor MeanOfHeads(Tensor states) => states.reshape(-1, _options.Heads, _options.Width / _options.Heads).mean([1]);

    private void Register()
    {
        register_module("reformer", new NamedParts(("0", _reformer)));
        register_module("encoder", _encoder);
        register_module("encoder_to_decoder", _bridge);
        register_module("decoder", _decoder);
        register_module("attender", _attender);
        register_module("classifier", _classifier);
        Tokens.Register(this, MaskToken, InputSize);
        Tokens.Register(this, RemaskToken, _options.Width);
        Tokens.Register(this, SuperToken, InputSize);
    }

    private void Draw(ulong seed)
    {
        const double Gain = 1.414, TokenDeviation = 0.01;
        DefaultWeights.Draw(_classifier, seed);
        InitialWeights.Uniform(_reformer.weight!, Gain * Math.Sqrt(6.0 / (2 * InputSize)), seed, "reformer.0.weight");
        InitialWeights.Normal(_bridge.weight!, Gain * Math.Sqrt(2.0 / (2 * _options.Width)), seed, "encoder_to_decoder.weight");
        using (no_grad())
        {
            using Tensor alias = _reformer.bias!.zero_();
        }

        _encoder.Draw(seed, "encoder");
        _decoder.Draw(seed, "decoder");
        _attender.Draw(seed, "attender");
        foreach (string token in new[] { MaskToken, RemaskToken, SuperToken })
        {
            InitialWeights.Normal(get_parameter(token)!, TokenDeviation, seed, token);
        }
    }
}
