using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The maximum of the instances' logits, class by class.</summary>
/// <remarks>It respects the asymmetry of the multiple-instance assumption by construction: nothing an instance lacks can make a bag positive. Source: RRT-MIL 7ecbdfb modules/mean_max.py MaxMIL.</remarks>
public sealed class MaxPooling : InstanceMlp
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "max";

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public MaxPooling(int inputSize, int outputs, InstanceMlpOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs, options, seed)
    {
    }

    private protected override Tensor PoolChunk(Tensor logits) => logits.max(0, keepdim: true).values;

    private protected override Tensor Join(Tensor chunks, int count) => chunks.max(0, keepdim: true).values;
}
