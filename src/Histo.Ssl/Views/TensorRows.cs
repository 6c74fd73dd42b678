using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Applies steps to some rows of a tensor, so that their cost follows how often they fire.</summary>
internal static class TensorRows
{
    /// <summary>Replaces rows by what a step makes of them.</summary>
    /// <param name="x">(n, ...) contiguous; changed in place or disposed.</param>
    /// <param name="rows">Ascending indices of the rows concerned.</param>
    /// <param name="step">Takes (rows, ...) and returns a new tensor of the same shape.</param>
    /// <returns>The tensor that holds the result: <paramref name="x"/> or a new one.</returns>
    public static Tensor Replace(Tensor x, List<int> rows, Func<Tensor, Tensor> step)
    {
        if (rows.Count == 0)
        {
            return x;
        }

        int count = rows.Count;
        if (count == x.size(0))
        {
            Tensor whole = step(x);
            x.Dispose();
            return whole;
        }

        if (rows[^1] - rows[0] == count - 1)
        {
            using Tensor part = x.narrow(0, rows[0], count);
            using Tensor changed = step(part);
            part.copy_(changed);
            return x;
        }

        using Tensor index = Index(CollectionsMarshal.AsSpan(rows), x.device);
        using Tensor picked = x.index_select(0, index);
        using Tensor result = step(picked);
        x.index_copy_(0, index, result);
        return x;
    }

    /// <summary>Makes an index tensor.</summary>
    public static Tensor Index(ReadOnlySpan<int> rows, Device device)
    {
        long[] index = new long[rows.Length];
        for (int i = 0; i < index.Length; i++)
        {
            index[i] = rows[i];
        }

        return tensor(index, device: device);
    }

    /// <summary>Makes a float32 tensor from numbers that a callback writes into zeroed memory.</summary>
    public static Tensor Filled(ReadOnlySpan<long> shape, Device device, Action<Span<float>> fill)
    {
        Tensor host = zeros(shape, ScalarType.Float32);
        fill(MemoryMarshal.Cast<byte, float>(host.bytes));
        return ToDevice(host, device);
    }

    /// <summary>Moves a tensor, disposing the one on the host when it is another.</summary>
    public static Tensor ToDevice(Tensor host, Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return host;
        }

        Tensor moved = host.to(device);
        host.Dispose();
        return moved;
    }
}
