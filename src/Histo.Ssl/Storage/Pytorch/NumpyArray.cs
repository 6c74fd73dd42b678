using System.Text;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>A NumPy array while its pickle is read: an empty shell first, its content as a state behind.</summary>
internal sealed class NumpyArray(TensorBuilder tensors, PytorchFault fault)
{
    private PytorchTensor? _tensor;

    public PytorchTensor Tensor => _tensor ?? throw fault.Damaged("a NumPy array has no content");

    // (version, shape, type, whether the first index runs fastest, bytes)
    public void SetState(object? state)
    {
        if (_tensor is not null || state is not object?[] { Length: 5 } parts || parts[2] is not NumpyType type || parts[3] is not bool fortran)
        {
            throw fault.Damaged("a NumPy array cannot be read");
        }

        byte[] bytes = parts[4] switch
        {
            byte[] content => content,
            string text => Encoding.Latin1.GetBytes(text),
            _ => throw fault.Unsupported("a NumPy array holds Python objects"),
        };
        long[] shape = tensors.Sizes(parts[1]);
        long size = SafetensorsReader.SizeOf(type.Element), count = tensors.Count(shape);
        if (count != bytes.Length / size || bytes.Length % size != 0)
        {
            throw fault.Damaged("the bytes of a NumPy array do not fill its shape", bytes.Length, $"{count} elements of {size} bytes");
        }

        var view = new StorageView(new StoredBytes(string.Empty, bytes.Length, bytes), type.Element, 0, count);
        _tensor = tensors.Build(view, 0, shape, fortran ? TensorBuilder.FirstFastest(shape) : TensorBuilder.LastFastest(shape));
    }
}
