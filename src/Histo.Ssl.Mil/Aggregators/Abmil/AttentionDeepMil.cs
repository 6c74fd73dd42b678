using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The original of attention pooling, for bags of handwritten digits: convolutions, attention, one logit under a sigmoid.</summary>
/// <remarks>
/// Instances are rows of 784 pixels. The loss is the Bernoulli negative log-likelihood of the probability clamped to [1e-5, 1 - 1e-5]: where it is clamped there is no gradient. A bag is positive from probability 0.5 on.
/// Without the convolutions (<see cref="ForEmbeddings"/>) instances are what the attention pools.
/// Source: M. Ilse et al., ICML 2018; AttentionDeepMIL eb0434b model.py Attention (490,828 parameters), GatedAttention (554,956).
/// </remarks>
public sealed class AttentionDeepMil : MilAggregator
{
    private const double Clamp = 1e-5;
    private const int AttentionWidth = 128;

    private readonly DigitFeatures? _digits;
    private readonly AttentionLayers _attention;
    private readonly Linear _classifier;

    private AttentionDeepMil(int inputSize, int embedding, int hidden, bool gated, DigitFeatures? digits, ulong seed)
        : base("attention-deep-mil", inputSize, 1)
    {
        _digits = digits;
        _attention = AttentionLayers.Create(embedding, hidden, 1, gated);
        _classifier = nn.Linear(embedding, 1);
        digits?.Register(this);
        if (gated)
        {
            register_module("attention_V", new NamedParts(("0", _attention.Tanh)));
            register_module("attention_U", new NamedParts(("0", _attention.Gate!)));
            register_module("attention_w", _attention.Scores);
        }
        else
        {
            register_module("attention", new NamedParts(("0", _attention.Tanh), ("2", _attention.Scores)));
        }

        register_module("classifier", new NamedParts(("0", _classifier)));
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    public override LogitKind Logits => LogitKind.Sigmoid;

    /// <summary>Creates the network for digits.</summary>
    /// <param name="gated">Whether the attention has a gate.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <returns>The network; the caller disposes it.</returns>
    public static AttentionDeepMil ForDigits(bool gated, ulong seed = 0) =>
        new(DigitFeatures.Side * DigitFeatures.Side, DigitFeatures.Features, AttentionWidth, gated, new DigitFeatures(), seed);

    /// <summary>Creates the network without convolutions.</summary>
    /// <param name="inputSize">Length of an embedding.</param>
    /// <param name="attentionSize">Width of the attention's hidden layer.</param>
    /// <param name="gated">Whether the attention has a gate.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <returns>The network; the caller disposes it.</returns>
    public static AttentionDeepMil ForEmbeddings(int inputSize, int attentionSize, bool gated, ulong seed = 0) => new(inputSize, inputSize, attentionSize, gated, null, seed);

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor hidden = Embed(input.Bag.Features);
        Tensor raw = _attention.Score(hidden, training).t(), attention = raw.softmax(1), embedding = attention.mm(hidden);
        Tensor logits = _classifier.call(embedding);
        return new MilOutput
        {
            Logits = logits, AttentionRaw = raw, Attention = attention, BagEmbedding = embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", Likelihood(logits, target))] : [],
        };
    }

    /// <summary>Instances as the attention sees them, (N, E).</summary>
    internal Tensor Embed(Tensor features) => _digits?.Extract(features) ?? features;

    private static Tensor Likelihood(Tensor logits, IBagTarget target)
    {
        if (target.ClassIndex is not (0 or 1))
        {
            throw new HistoException(ErrorCodes.BagMismatch, "the network tells two classes apart", nameof(MilInput.Target), target.ClassIndex is { } seen ? seen : "no class", "class 0 or 1");
        }

        Tensor probability = logits.sigmoid().clamp(Clamp, 1 - Clamp);
        return (target.ClassIndex == 1 ? probability : 1 - probability).log().mean() * -target.Weight;
    }
}
