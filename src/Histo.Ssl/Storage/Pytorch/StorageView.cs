namespace Histo.Ssl.Storage.Pytorch;

/// <summary>A stretch of a storage that a tensor may use, with the type that its elements have.</summary>
/// <param name="Bytes">The storage.</param>
/// <param name="Type">Element type.</param>
/// <param name="First">First element.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record StorageView(StoredBytes Bytes, ElementType Type, long First, long Count)
{
    /// <summary>Shows the same bytes as elements of another type.</summary>
    public StorageView As(ElementType type) => Type == type
        ? this
        : new StorageView(Bytes, type, First * SafetensorsReader.SizeOf(Type) / SafetensorsReader.SizeOf(type), Count * SafetensorsReader.SizeOf(Type) / SafetensorsReader.SizeOf(type));
}
