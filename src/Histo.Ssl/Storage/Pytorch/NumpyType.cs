using System.Buffers.Binary;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>A NumPy element type while its pickle is read: the kind and size come first, the byte order as a state behind.</summary>
internal sealed class NumpyType(string code, PytorchFault fault)
{
    private string _order = "|";

    public ElementType Element => PytorchTypes.Numpy.TryGetValue(code, out ElementType type)
        ? _order != ">" ? type : throw fault.Unsupported("a NumPy array is big-endian", $">{code}", "little-endian numbers")
        : throw fault.Unsupported("a NumPy array has an element type that is not read", code, string.Join(", ", PytorchTypes.Numpy.Keys.Order(StringComparer.Ordinal)));

    // (version, byte order, ...)
    public void SetState(object? state) =>
        _order = state is object?[] { Length: >= 2 } parts && parts[1] is string and ("<" or ">" or "|" or "=") ? (string)parts[1]! : throw fault.Damaged("a NumPy type cannot be read");

    public object Scalar(byte[] value)
    {
        ElementType type = Element;
        if (value.Length != SafetensorsReader.SizeOf(type))
        {
            throw fault.Damaged("a NumPy number has the wrong size", value.Length, SafetensorsReader.SizeOf(type));
        }

        return type switch
        {
            ElementType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(value),
            ElementType.F32 => (double)BinaryPrimitives.ReadSingleLittleEndian(value),
            ElementType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
            ElementType.I64 => BinaryPrimitives.ReadInt64LittleEndian(value),
            ElementType.I32 => (long)BinaryPrimitives.ReadInt32LittleEndian(value),
            ElementType.I16 => (long)BinaryPrimitives.ReadInt16LittleEndian(value),
            ElementType.I8 => (long)(sbyte)value[0],
            ElementType.U64 => Narrow(BinaryPrimitives.ReadUInt64LittleEndian(value)),
            ElementType.U32 => (long)BinaryPrimitives.ReadUInt32LittleEndian(value),
            ElementType.U16 => (long)BinaryPrimitives.ReadUInt16LittleEndian(value),
            ElementType.U8 => (long)value[0],
            _ => value[0] != 0,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => "numpy." + code;

    private static object Narrow(ulong value) => value <= long.MaxValue ? (object)(long)value : new System.Numerics.BigInteger(value);
}
