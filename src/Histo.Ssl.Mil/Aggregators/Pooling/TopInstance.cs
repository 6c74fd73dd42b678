using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The single most convincing instance speaks for the bag.</summary>
/// <remarks>
/// With two classes it is the instance with the largest probability of class 1, with more the one of the largest probability over all instances and classes; ties go to the first. The gradient reaches that instance alone.
/// Bags larger than a chunk choose without gradient, then compute the chosen instance again; in training mode its dropout mask is then not the one that it was chosen with.
/// Source: CLAM 53e2409 models/model_mil.py MIL_fc and MIL_fc_mc (top_k = 1).
/// </remarks>
public sealed class TopInstance : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "top1";

    private readonly Sequential _fc;
    private readonly Linear _classifier;
    private readonly InstanceMlpOptions _options;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public TopInstance(int inputSize, int outputs, InstanceMlpOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new InstanceMlpOptions();
        _options.Validate();
        _fc = nn.Sequential(("0", nn.Linear(inputSize, _options.Width)), ("1", nn.ReLU()), ("2", nn.Dropout(_options.Dropout)));
        _classifier = nn.Linear(_options.Width, outputs);
        register_module("fc", _fc);
        register_module(outputs == 2 ? "classifier" : "classifiers", _classifier);
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor features = input.Bag.Features;
        Tensor? all = input.Bag.Count <= _options.ChunkSize ? _fc.call(features) : null;
        Tensor instances = all is null ? Instances(features) : _classifier.call(all);
        Tensor scores = Outputs == 2 ? instances.softmax(1).select(1, 1) : Outputs == 1 ? instances.select(1, 0) : instances.softmax(1).max(1).values;
        Tensor chosen = scores.argmax(0, keepdim: true);
        Tensor hidden = all is null ? _fc.call(features.index_select(0, chosen)) : all.index_select(0, chosen);
        Tensor logits = _classifier.call(hidden);
        return new MilOutput { Logits = logits, BagEmbedding = hidden, InstanceLogits = instances, Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [] };
    }

    private Tensor Instances(Tensor features)
    {
        using var noGrad = no_grad();
        return cat([.. features.split(_options.ChunkSize).Select(chunk => _classifier.call(_fc.call(chunk)))]);
    }
}
