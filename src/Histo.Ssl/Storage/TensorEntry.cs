namespace Histo.Ssl.Storage;

/// <summary>One tensor of a safetensors file: its name, type, shape and where its bytes lie.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of the dimensions, row-major; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="ByteCount">Number of bytes.</param>
public sealed record TensorEntry(string Name, ElementType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Gets the number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
