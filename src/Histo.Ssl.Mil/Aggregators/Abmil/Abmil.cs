using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Attention pooling of features (ABMIL): h = ReLU(W x), a = softmax(w tanh(V h) [* sigmoid(U h)]), z = sum a h, logits = C z.</summary>
/// <remarks>
/// The form that slide benchmarks use: one projection without bias in place of the convolutions of the original. Bags of any size: see <see cref="AbmilOptions.ChunkSize"/>. The answer does not depend on the order of the
/// instances. Source: M. Ilse et al., "Attention-based deep multiple instance learning", ICML 2018; layers and names as in ACMIL e53d19c architecture/transformer.py ABMIL.
/// </remarks>
public sealed class Abmil : MilAggregator
{
    /// <summary>Name of the form without gate.</summary>
    public const string PlainName = "abmil";

    /// <summary>Name of the form with gate.</summary>
    public const string GatedName = "gated-abmil";

    private readonly Linear _projection, _classifier;
    private readonly AttentionLayers _attention;
    private readonly AttentionPooling _pooling;
    private readonly AbmilOptions _options;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="gated">Whether the attention has a gate.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Abmil(int inputSize, int outputs, bool gated = true, AbmilOptions? options = null, ulong seed = 0)
        : base(gated ? GatedName : PlainName, inputSize, outputs)
    {
        _options = options ?? new AbmilOptions();
        _options.Validate();
        _projection = nn.Linear(inputSize, _options.Width, hasBias: false);
        _attention = AttentionLayers.Create(_options.Width, _options.AttentionWidth, 1, gated, _options.AttentionDropout);
        _classifier = nn.Linear(_options.Width, outputs);
        register_module("dimreduction", new NamedParts(("fc1", _projection)));
        register_module("attention", NamedParts.Attention(_attention));
        register_module("classifier", new NamedParts(("fc", _classifier)));
        DefaultWeights.Draw(this, seed);
        var parts = new NamedParts(("projection", _projection), ("attention", NamedParts.Attention(_attention)));
        _pooling = new AttentionPooling(parts, Score, _options.ChunkSize);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        PooledBag bag = _pooling.Pool(input.Bag.Features, input.Draw, training);
        Tensor logits = _classifier.call(bag.Embedding);
        return new MilOutput
        {
            Logits = logits, AttentionRaw = bag.Raw, Attention = bag.Attention, BagEmbedding = bag.Embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [],
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pooling.Dispose();
        }

        base.Dispose(disposing);
    }

    private ScoredInstances Score(Tensor features)
    {
        Tensor hidden = _projection.call(features).relu();
        hidden = _options.Dropout > 0 ? nn.functional.dropout(hidden, _options.Dropout, training) : hidden;
        return new ScoredInstances(hidden, _attention.Score(hidden, training));
    }
}
