using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>Bags of normal features for the tests of TransMIL, RRT, DTFD and ACMIL.</summary>
internal static class SequenceBags
{
    public static Bag Gaussian(int count, int width, ulong seed = 1, ScalarType type = ScalarType.Float64)
    {
        using Tensor values = Values(seed, type, count, width);
        return new Bag("bag", values.clone());
    }

    public static Tensor Values(ulong seed, ScalarType type, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Custom);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextGaussian();
        }

        return tensor(values, shape, type);
    }

    /// <summary>The same instances in another order.</summary>
    public static Bag Reordered(Bag bag, params long[] order)
    {
        using Tensor index = tensor(order);
        return new Bag(bag.Id, bag.Features.index_select(0, index));
    }

    /// <summary>Runs the action within a scope of its own.</summary>
    public static void InScope(Action action)
    {
        using DisposeScope scope = NewDisposeScope();
        action();
    }
}
