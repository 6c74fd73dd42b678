using System.Runtime.InteropServices;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Brings the elements of a view (transposed, sliced, channels last, expanded) into row-major order.</summary>
internal static class StridedGather
{
    /// <summary>Reads a part of a storage.</summary>
    public delegate void Source(StoredBytes bytes, long start, Span<byte> destination);

    public static void Read(PytorchTensor tensor, long first, Span<byte> destination, Source source, PytorchFault fault)
    {
        int size = tensor.ElementSize;
        long[] shape = [.. tensor.Shape], strides = [.. tensor.Strides];
        long span = (1 + shape.Zip(strides, (length, stride) => (length - 1) * stride).Sum()) * size;
        if (span > Array.MaxLength)
        {
            throw fault.Unsupported("a tensor with gaps is too large", $"{span} bytes", "at most 2 GiB; contiguous tensors may have any size");
        }

        var bytes = new byte[span];
        source(tensor.Bytes, tensor.StorageOffset * size, bytes);
        switch (size)
        {
            case 1: Gather<byte>(bytes, shape, strides, first, destination); break;
            case 2: Gather<ushort>(bytes, shape, strides, first, destination); break;
            case 4: Gather<uint>(bytes, shape, strides, first, destination); break;
            default: Gather<ulong>(bytes, shape, strides, first, destination); break;
        }
    }

    private static void Gather<T>(ReadOnlySpan<byte> bytes, long[] shape, long[] strides, long first, Span<byte> destination)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(bytes);
        Span<T> to = MemoryMarshal.Cast<byte, T>(destination);
        var index = new long[shape.Length];
        long at = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            index[i] = first % shape[i];
            first /= shape[i];
            at += index[i] * strides[i];
        }

        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[(int)at];
            at += Step(index, shape, strides);
        }
    }

    // Moves to the next index and returns how far its element is from the last one.
    private static long Step(long[] index, long[] shape, long[] strides)
    {
        long moved = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            moved += strides[i];
            if (++index[i] < shape[i])
            {
                return moved;
            }

            moved -= shape[i] * strides[i];
            index[i] = 0;
        }

        return moved;
    }
}
