using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>CLAM with one attention and one classifier a class (CLAM-MB).</summary>
/// <remarks>792,844 parameters for 1024 features and 3 classes. Source: CLAM 53e2409 models/model_clam.py CLAM_MB.</remarks>
public sealed class ClamMultiBranch : Clam
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "clam-mb";

    private readonly List<Linear> _classifiers;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public ClamMultiBranch(int inputSize, int outputs, ClamOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs, outputs, options)
    {
        _classifiers = [.. Enumerable.Range(0, outputs).Select(_ => nn.Linear(Width, 1))];
        register_module("classifiers", new NamedParts([.. _classifiers.Select((each, c) => (c.ToString(CultureInfo.InvariantCulture), (nn.Module)each))]));
        DefaultWeights.Draw(this, seed);
    }

    private protected override Tensor Classify(Tensor embedding) => cat([.. _classifiers.Select((each, c) => each.call(embedding.narrow(0, c, 1)))], 1);
}
