using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The mean of the instances' logits.</summary>
/// <remarks>Source: the baseline of slide benchmarks; RRT-MIL 7ecbdfb modules/mean_max.py MeanMIL, 525,826 parameters for 1024 features and 2 classes.</remarks>
public sealed class MeanPooling : InstanceMlp
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "mean";

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public MeanPooling(int inputSize, int outputs, InstanceMlpOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs, options, seed)
    {
    }

    private protected override Tensor PoolChunk(Tensor logits) => logits.sum(dim: 0, keepdim: true);

    private protected override Tensor Join(Tensor chunks, int count) => chunks.sum(dim: 0, keepdim: true) / count;
}
