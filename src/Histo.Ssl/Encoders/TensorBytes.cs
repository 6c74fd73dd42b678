using Histo.Ssl.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Moves the raw bytes of tensors to and from streams and files, without a loop over elements.</summary>
internal static class TensorBytes
{
    // A span holds 2 GiB at most: larger tensors go in pieces.
    private const long PieceBytes = 1L << 28;

    public static ElementType TypeOf(string name, Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float64 => ElementType.F64,
        ScalarType.Float32 => ElementType.F32,
        ScalarType.Float16 => ElementType.F16,
        ScalarType.BFloat16 => ElementType.BF16,
        ScalarType.Int64 => ElementType.I64,
        ScalarType.Int32 => ElementType.I32,
        ScalarType.Int16 => ElementType.I16,
        ScalarType.Int8 => ElementType.I8,
        ScalarType.Byte => ElementType.U8,
        ScalarType.Bool => ElementType.BOOL,
        var type => throw new HistoException(ErrorCodes.UnsupportedElementType, "the element type cannot be written", name, type, "a real, integer or boolean type"),
    };

    public static ScalarType TypeOf(string path, string name, ElementType stored) => stored switch
    {
        ElementType.F64 => ScalarType.Float64,
        ElementType.F32 => ScalarType.Float32,
        ElementType.F16 => ScalarType.Float16,
        ElementType.BF16 => ScalarType.BFloat16,
        ElementType.I64 => ScalarType.Int64,
        ElementType.I32 => ScalarType.Int32,
        ElementType.I16 => ScalarType.Int16,
        ElementType.I8 => ScalarType.Int8,
        ElementType.U8 => ScalarType.Byte,
        ElementType.BOOL => ScalarType.Bool,
        var type => throw new HistoException(ErrorCodes.UnsupportedElementType, $"tensor '{name}' has an element type that torch does not have", path, type),
    };

    /// <summary>Hands a tensor's bytes, row-major, to a consumer, piece by piece.</summary>
    public static void Visit(Tensor tensor, ReadOnlySpanAction visit)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = tensor.detach().cpu().contiguous().view(-1);
        long count = flat.numel(), piece = PieceBytes / flat.ElementSize;
        for (long start = 0; start < count; start += piece)
        {
            visit(flat.narrow(0, start, Math.Min(piece, count - start)).bytes);
        }
    }

    /// <summary>Reads a tensor of a file into one of the same shape and any type or device, in place.</summary>
    public static void Read(string path, StoredTensor stored, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        ScalarType type = TypeOf(path, stored.Name, stored.Type);
        bool direct = target.device_type == DeviceType.CPU && target.dtype == type && target.is_contiguous();
        Tensor data = direct ? target.detach() : empty([.. stored.Shape], dtype: type);
        Tensor flat = data.view(-1);
        long count = flat.numel(), size = flat.ElementSize, piece = PieceBytes / size;
        for (long start = 0; start < count; start += piece)
        {
            stored.Read(start * size, flat.narrow(0, start, Math.Min(piece, count - start)).bytes);
        }

        if (!direct)
        {
            target.copy_(data);
        }
    }
}

/// <summary>Looks at a piece of memory.</summary>
/// <param name="bytes">The piece; valid during the call only.</param>
internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
