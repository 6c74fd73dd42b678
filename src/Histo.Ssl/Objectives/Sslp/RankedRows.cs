using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Finds which bank rows stand at given places of each query's order of similarity.</summary>
/// <remarks>On the CPU in float32 by <see cref="RankSelector"/>, rows side by side on torch's number of threads; elsewhere by torch's sort of the upper part.</remarks>
internal sealed class RankedRows
{
    private readonly ConcurrentBag<RankSelector> _selectors = [];

    /// <summary>Finds indices by their places in the descending order of each row.</summary>
    /// <param name="similarities">(r, N), contiguous; kept.</param>
    /// <param name="ranks">Places, ascending, below N.</param>
    /// <returns>r x ranks.Length indices; -1 where the value is negative infinity.</returns>
    public int[] At(Tensor similarities, int[] ranks)
    {
        int rows = (int)similarities.size(0);
        var found = new int[rows * ranks.Length];
        if (ranks.Length == 0)
        {
            return found;
        }

        if (similarities.device_type == DeviceType.CPU && similarities.dtype == ScalarType.Float32)
        {
            Select(similarities, ranks, found);
        }
        else
        {
            Sort(similarities, ranks, found);
        }

        return found;
    }

    private static void Sort(Tensor similarities, int[] ranks, int[] found)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor values, Tensor indices) = similarities.topk(ranks[^1] + 1, dim: 1, largest: true, sorted: true);
        using Tensor places = tensor(Array.ConvertAll(ranks, rank => (long)rank), device: similarities.device);
        Tensor chosen = indices.index_select(1, places).masked_fill(values.index_select(1, places).isneginf(), -1).to(ScalarType.Int32).cpu().contiguous();
        MemoryMarshal.Cast<byte, int>(chosen.bytes).CopyTo(found);
    }

    private unsafe void Select(Tensor similarities, int[] ranks, int[] found)
    {
        int rows = (int)similarities.size(0), columns = (int)similarities.size(1);

        // Native memory that does not move while the tensor lives.
        nint first = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(similarities.bytes));
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, row =>
        {
            var values = new ReadOnlySpan<float>((float*)first + ((long)row * columns), columns);
            Span<int> own = found.AsSpan(row * ranks.Length, ranks.Length);
            RankSelector selector = _selectors.TryTake(out RankSelector? used) ? used : new RankSelector();
            selector.Select(values, ranks, own);
            _selectors.Add(selector);
            foreach (ref int index in own)
            {
                index = float.IsNegativeInfinity(values[index]) ? -1 : index;
            }
        });
    }
}
