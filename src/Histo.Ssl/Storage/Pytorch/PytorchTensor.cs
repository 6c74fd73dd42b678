namespace Histo.Ssl.Storage.Pytorch;

/// <summary>One tensor of a PyTorch file: its type and how it lies in its storage. Its elements are read by <see cref="PytorchReader"/>.</summary>
/// <remarks>NumPy arrays are tensors too; their storage stands in the file's description and is already in memory.</remarks>
public sealed class PytorchTensor
{
    private readonly StorageView _storage;
    private readonly long[] _shape, _strides;

    internal PytorchTensor(StorageView storage, long offset, long[] shape, long[] strides, long count)
    {
        _storage = storage;
        _shape = shape;
        _strides = strides;
        StorageOffset = storage.First + offset;
        Count = count;
    }

    /// <summary>Gets the element type.</summary>
    public ElementType Type => _storage.Type;

    /// <summary>Gets the sizes of the dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Gets the steps from one element to the next along each dimension, in elements of the storage.</summary>
    public IReadOnlyList<long> Strides => _strides;

    /// <summary>Gets the name of the storage; tensors of equal keys share memory in PyTorch. Empty for a NumPy array.</summary>
    public string StorageKey => _storage.Bytes.Key;

    /// <summary>Gets the place of the first element in the storage, in elements.</summary>
    public long StorageOffset { get; }

    /// <summary>Gets the number of elements.</summary>
    public long Count { get; }

    /// <summary>Gets the number of bytes that <see cref="PytorchReader.Read(PytorchTensor, Span{byte})"/> gives.</summary>
    public long ByteCount => Count * ElementSize;

    /// <summary>Gets whether the elements stand in row-major order without gaps. Others are gathered when they are read.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int i = _shape.Length - 1; i >= 0; i--)
            {
                if (_shape[i] != 1 && _strides[i] != step)
                {
                    return Count == 0;
                }

                step *= _shape[i];
            }

            return true;
        }
    }

    internal StoredBytes Bytes => _storage.Bytes;

    internal int ElementSize => SafetensorsReader.SizeOf(Type);
}
