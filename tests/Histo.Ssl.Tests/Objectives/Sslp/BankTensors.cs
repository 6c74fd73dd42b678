using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

/// <summary>Unit rows and clusters for tests of the bank.</summary>
internal static class BankTensors
{
    /// <summary>Rows around a few directions, (rows, columns) in float64.</summary>
    public static Tensor Clumps(ulong seed, int rows, int columns, int clumps, double spread)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor centres = LossChecks.Gaussian(seed, clumps, columns), noise = LossChecks.Gaussian(seed + 1, rows, columns);
        Tensor index = tensor(Enumerable.Range(0, rows).Select(row => (long)(row % clumps)).ToArray());
        return nn.functional.normalize(centres.index_select(0, index) + (spread * noise), dim: 1).MoveToOuterDisposeScope();
    }

    public static Tensor Unit(ulong seed, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.normalize(LossChecks.Gaussian(seed, rows, columns), dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>(clusterings, rows) random labels in int32.</summary>
    public static Tensor Labels(ulong seed, int clusterings, int rows, int clusters)
    {
        var random = new CounterRandom(seed, 1, 0, RandomSlot.Custom);
        int[] labels = [.. Enumerable.Range(0, clusterings * rows).Select(_ => random.Next(clusters))];
        using Tensor flat = tensor(labels);
        return flat.reshape(clusterings, rows).clone();
    }

    public static int[] Ints(Tensor tensor) => [.. tensor.to(ScalarType.Int32).contiguous().reshape(-1).data<int>().ToArray()];

    public static double[] Doubles(Tensor tensor) => [.. tensor.to(ScalarType.Float64).contiguous().reshape(-1).data<double>().ToArray()];
}
