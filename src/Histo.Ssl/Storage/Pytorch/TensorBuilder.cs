namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Makes tensors and checks that every element lies in its storage.</summary>
internal sealed class TensorBuilder(PytorchFault fault)
{
    private const int MostDimensions = 64;

    // An expanded tensor repeats elements, so that a few bytes may claim any size. Up to here that is believed.
    private const long MostRepeated = 1 << 24;

    public static long[] LastFastest(long[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(shape[i], 1);
        }

        return strides;
    }

    public static long[] FirstFastest(long[] shape)
    {
        long[] strides = LastFastest([.. Enumerable.Reverse(shape)]);
        Array.Reverse(strides);
        return strides;
    }

    public long[] Sizes(object? value)
    {
        if (value is not IReadOnlyList<object?> { Count: <= MostDimensions } list)
        {
            throw fault.Damaged("a shape cannot be read", null, $"at most {MostDimensions} sizes");
        }

        return [.. list.Select(Size)];
    }

    public long Size(object? value) => value is long size and >= 0 ? size : throw fault.Damaged("a size, stride or offset is not a whole number of 0 or more", value);

    public long Count(long[] shape)
    {
        try
        {
            // A size of 0 must not hide an overflow of the others: strides are products of them.
            long count = shape.Aggregate(1L, (product, size) => checked(product * Math.Max(size, 1)));
            return shape.Contains(0) ? 0 : count;
        }
        catch (OverflowException error)
        {
            throw fault.Damaged("a shape is absurdly large", Shape(shape), inner: error);
        }
    }

    public PytorchTensor Build(StorageView storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length)
        {
            throw fault.Damaged("a tensor has another number of strides than of sizes", strides.Length, shape.Length);
        }

        long count = Count(shape);
        if (count > 0 && (offset >= storage.Count || Last(offset, shape, strides) >= storage.Count))
        {
            throw fault.Damaged("a tensor leaves its storage", $"{Shape(shape)} by {Shape(strides)} from {offset}", $"within {storage.Count} elements");
        }

        if (count > Math.Max(storage.Count, MostRepeated))
        {
            throw fault.Damaged("a tensor repeats its elements absurdly often", Shape(shape), $"at most {MostRepeated} elements");
        }

        return new PytorchTensor(storage, offset, shape, strides, count);
    }

    private long Last(long offset, long[] shape, long[] strides)
    {
        try
        {
            return checked(offset + shape.Zip(strides, (size, stride) => checked((size - 1) * stride)).Aggregate(0L, (sum, part) => checked(sum + part)));
        }
        catch (OverflowException error)
        {
            throw fault.Damaged("strides are absurdly large", Shape(strides), inner: error);
        }
    }

    private static string Shape(long[] sizes) => $"[{string.Join(", ", sizes)}]";
}
