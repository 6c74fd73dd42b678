using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>CLAM with one attention for all classes (CLAM-SB).</summary>
/// <remarks>790,791 parameters for 1024 features and 2 classes. Source: CLAM 53e2409 models/model_clam.py CLAM_SB.</remarks>
public sealed class ClamSingleBranch : Clam
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "clam-sb";

    private readonly Linear _classifier;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public ClamSingleBranch(int inputSize, int outputs, ClamOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs, 1, options)
    {
        _classifier = nn.Linear(Width, outputs);
        register_module("classifiers", _classifier);
        DefaultWeights.Draw(this, seed);
    }

    private protected override Tensor Classify(Tensor embedding) => _classifier.call(embedding);
}
