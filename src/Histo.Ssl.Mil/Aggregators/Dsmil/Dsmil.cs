using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>DSMIL: the most convincing instance of each class asks, all instances answer by their likeness to it.</summary>
/// <remarks>
/// <code>
/// c_i = W0 x_i + b0;  c^max_k = max_i c_ik at instance m_k
/// A_ik = softmax_i(q(x_i) . q(x_{m_k}) / sqrt(128));  B_k = sum_i A_ik v(x_i)
/// logit_k = sum_{l,d} F_kld B_ld + f_k
/// loss = (BCE(logits) + BCE(c^max)) / 2
/// </code>
/// Logits are one a class under a sigmoid. The scale is the exact root of 128, which the original rounds to float32. Ties of the maximum go to the first instance.
/// Source: B. Li et al., "Dual-stream multiple instance learning network", CVPR 2021; dsmil-wsi 80465ed dsmil.py FCLayer, BClassifier, MILNet. The published weights load by name.
/// </remarks>
public sealed class Dsmil : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "dsmil";

    private const int QuerySize = 128;

    private readonly Linear _instances;
    private readonly nn.Module<Tensor, Tensor> _query;
    private readonly Sequential? _value;
    private readonly Conv1d _bag;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Dsmil(int inputSize, int outputs, DsmilOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        options ??= new DsmilOptions();
        options.Validate();
        _instances = nn.Linear(inputSize, outputs);
        _query = options.NonlinearQuery
            ? nn.Sequential(("0", nn.Linear(inputSize, QuerySize)), ("1", nn.ReLU()), ("2", nn.Linear(QuerySize, QuerySize)), ("3", nn.Tanh()))
            : nn.Linear(inputSize, QuerySize);
        _value = options.LearnedValue ? nn.Sequential(("0", nn.Dropout(options.ValueDropout)), ("1", nn.Linear(inputSize, inputSize)), ("2", nn.ReLU())) : null;
        _bag = FreshModule.Create(() => nn.Conv1d(outputs, outputs, inputSize));
        register_module("i_classifier", new NamedParts(("fc", new NamedParts(("0", _instances)))));
        register_module("b_classifier", Classifier());
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    public override LogitKind Logits => LogitKind.Sigmoid;

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor features = input.Bag.Features, scores = _instances.call(features);
        (Tensor strongest, Tensor critical) = scores.max(0, keepdim: true);
        Tensor queries = _query.call(features), asked = _query.call(features.index_select(0, critical.reshape(-1)));
        Tensor raw = asked.mm(queries.t()) / Math.Sqrt(QuerySize), attention = raw.softmax(1);
        Tensor embedding = attention.mm(_value?.call(features) ?? features);
        Tensor logits = _bag.call(embedding.unsqueeze(0)).reshape(1, Outputs);
        return new MilOutput
        {
            Logits = logits, AttentionRaw = raw, Attention = attention, AttentionPerClass = Outputs > 1, BagEmbedding = embedding, InstanceLogits = scores,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits), 0.5), new LossTerm("max", target.Loss(strongest), 0.5)] : [],
        };
    }

    private NamedParts Classifier()
    {
        var parts = new NamedParts(("q", _query), ("fcc", _bag));
        if (_value is not null)
        {
            parts.register_module("v", _value);
        }

        return parts;
    }
}
