namespace Histo.Ssl.Storage;

/// <summary>A tensor of some file whose bytes can be read in place, whatever the format of the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of the dimensions.</param>
/// <param name="Read">Reads bytes in row-major order, whole elements only, from a first byte on.</param>
internal sealed record StoredTensor(string Name, ElementType Type, IReadOnlyList<long> Shape, StoredTensorRead Read);

/// <summary>Reads a part of a tensor's row-major bytes.</summary>
/// <param name="start">First byte, counted from the start of the tensor.</param>
/// <param name="destination">Any number of bytes that the tensor has from there on.</param>
internal delegate void StoredTensorRead(long start, Span<byte> destination);
