using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Base of CLAM: attention pooling with classifiers of single instances that learn from the attention's own extremes.</summary>
/// <remarks>
/// h = Drop(ReLU(W x + b)), attention of K heads over h. For the bag's class the k instances of highest attention are shown to the class's instance classifier as 1, the k of lowest as 0; with
/// <see cref="ClamOptions.Subtyping"/> the k of highest attention of every other class as 0, and the sum is divided by the number of classes. Loss: BagWeight bag + (1 - BagWeight) instance. A bag of one instance, a target that is no class, and
/// a model with a single logit have no instance loss, and the bag's loss then counts in full. Bags larger than a chunk compute the chosen instances again, in training mode with another dropout mask.
/// Source: M. Lu et al., "Data-efficient and weakly supervised computational pathology on whole-slide images", 2021; CLAM 53e2409 models/model_clam.py.
/// </remarks>
public abstract class Clam : MilAggregator
{
    private readonly ClamOptions _options;
    private readonly Linear _projection;
    private readonly AttentionLayers _attention;
    private readonly AttentionPooling _pooling;
    private readonly List<Linear> _instanceClassifiers;
    private readonly ClamInstanceLoss _instanceLoss;

    private protected Clam(string name, int inputSize, int outputs, int heads, ClamOptions? options)
        : base(name, inputSize, outputs)
    {
        _options = options ?? new ClamOptions();
        _options.Validate();
        if (outputs == 1 && _options.BagLoss == ClamLoss.Svm)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the support vector loss compares the scores of classes, and the model has one output", nameof(ClamOptions.BagLoss), ClamLoss.Svm, ClamLoss.CrossEntropy);
        }

        _projection = nn.Linear(inputSize, _options.Width);
        double branches = _options.Dropout > 0 ? 0.25 : 0;
        _attention = AttentionLayers.Create(_options.Width, _options.AttentionWidth, heads, _options.Gated, branches);
        _instanceClassifiers = [.. Enumerable.Range(0, outputs).Select(_ => nn.Linear(_options.Width, 2))];
        _instanceLoss = new ClamInstanceLoss(_options.InstanceLoss);
        register_module("attention_net", new NamedParts(("0", _projection), ("3", Named(_attention, branches > 0))));
        register_module("instance_classifiers", new NamedParts([.. _instanceClassifiers.Select((each, c) => (c.ToString(System.Globalization.CultureInfo.InvariantCulture), (nn.Module)each))]));
        _pooling = new AttentionPooling(new NamedParts(("projection", _projection), ("attention", Named(_attention, false))), Score, _options.ChunkSize);
    }

    private protected int Width => _options.Width;

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input) => ComputeWithInstances(input).Output;

    /// <summary>Also returns what the instance classifiers saw, for tests against the authors' code.</summary>
    internal (MilOutput Output, IReadOnlyList<ClamInstances> Instances, PooledBag Bag) ComputeWithInstances(MilInput input)
    {
        PooledBag bag = _pooling.Pool(input.Bag.Features, input.Draw, training);
        Tensor logits = Classify(bag.Embedding);
        IReadOnlyList<ClamInstances> instances = Outputs > 1 && input.Target?.ClassIndex is { } label ? Instances(input.Bag.Features, bag, label, input.Bag.Id) : [];
        List<LossTerm> terms = input.Target is { } target ? [new LossTerm("bag", BagLoss(logits, target), instances.Count > 0 ? _options.BagWeight : 1)] : [];
        if (instances.Count > 0)
        {
            terms.Add(new LossTerm("instance", Total(instances), 1 - _options.BagWeight));
        }

        var output = new MilOutput
        {
            Logits = logits, AttentionRaw = bag.Raw, Attention = bag.Attention, AttentionPerClass = bag.Raw.size(0) > 1, BagEmbedding = bag.Embedding, Terms = terms,
        };
        return (output, instances, bag);
    }

    // The bag's logits, (1, C), from one embedding a head.
    private protected abstract Tensor Classify(Tensor embedding);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pooling.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NamedParts Named(AttentionLayers layers, bool dropout) => layers.Gate is { } gate
        ? new NamedParts(("attention_a", new NamedParts(("0", layers.Tanh))), ("attention_b", new NamedParts(("0", gate))), ("attention_c", layers.Scores))
        : new NamedParts(("module", new NamedParts(("0", layers.Tanh), (dropout ? "3" : "2", layers.Scores))));

    private Tensor Total(IReadOnlyList<ClamInstances> instances)
    {
        Tensor sum = instances.Select(each => each.Loss).Aggregate((all, next) => all + next);
        return _options.Subtyping ? sum / Outputs : instances.Count > 1 ? sum : sum.alias();
    }

    private Tensor BagLoss(Tensor logits, IBagTarget target)
    {
        if (_options.BagLoss != ClamLoss.Svm || target.ClassIndex is not { } label)
        {
            return target.Loss(logits);
        }

        Tensor loss = new SmoothTop1Svm().Compute(logits, tensor(new long[] { label }, device: logits.device));
        return target.Weight == 1 ? loss : loss * target.Weight;
    }

    private List<ClamInstances> Instances(Tensor features, PooledBag bag, int label, string id)
    {
        int count = (int)features.size(0), k = _options.ClampSamples ? Math.Min(_options.SampleCount, count / 2) : _options.SampleCount;
        var seen = new List<ClamInstances>();
        if (count < 2)
        {
            return seen;
        }

        if (k > count)
        {
            throw new HistoException(ErrorCodes.BagMismatch, "the bag has fewer instances than the instance loss takes", id, count, $"{k} or more", $"Set {nameof(ClamOptions.ClampSamples)}.");
        }

        for (int c = 0; c < Outputs; c++)
        {
            Tensor attention = bag.Attention[Math.Min(c, bag.Attention.size(0) - 1)];
            Linear classifier = _instanceClassifiers[c];
            Tensor Answer(Tensor chosen) => classifier.call(bag.Hidden is { } hidden ? hidden.index_select(0, chosen) : Project(features.index_select(0, chosen)));
            if (c == label)
            {
                seen.Add(_instanceLoss.InClass(attention, k, Answer));
            }
            else if (_options.Subtyping)
            {
                seen.Add(_instanceLoss.OutOfClass(attention, k, Answer));
            }
        }

        return seen;
    }

    private Tensor Project(Tensor features)
    {
        Tensor hidden = _projection.call(features).relu();
        return _options.Dropout > 0 ? nn.functional.dropout(hidden, _options.Dropout, training) : hidden;
    }

    private ScoredInstances Score(Tensor features)
    {
        Tensor hidden = Project(features);
        return new ScoredInstances(hidden, _attention.Score(hidden, training));
    }
}
