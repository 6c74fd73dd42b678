using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Histo.Ssl.Storage;

/// <summary>Writes safetensors files. Free of torch types.</summary>
/// <remarks>
/// Add tensors in any order, then save once. Bytes of the file depend on the content only: names are sorted, wide types first, so equal content gives equal files.
/// </remarks>
public sealed class SafetensorsWriter
{
    private readonly List<(string Name, ElementType Type, long[] Shape, long Bytes, Action<Stream> Write)> _tensors = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Sets a text value of the file's <c>__metadata__</c>.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its text.</param>
    /// <returns>This writer.</returns>
    public SafetensorsWriter WithMetadata(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    /// <summary>Adds an array. It is read when the file is saved: do not change it before.</summary>
    /// <typeparam name="T">Type of an element, of the size that <paramref name="type"/> names.</typeparam>
    /// <param name="name">Name of the tensor, unique in the file.</param>
    /// <param name="type">Element type in the file.</param>
    /// <param name="values">Elements, row-major.</param>
    /// <param name="shape">Sizes of the dimensions; empty for a scalar.</param>
    /// <returns>This writer.</returns>
    /// <exception cref="HistoException">HS0002: the number of elements is not the product of the shape.</exception>
    public SafetensorsWriter Add<T>(string name, ElementType type, ReadOnlyMemory<T> values, params long[] shape)
        where T : unmanaged =>
        Add(name, type, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)), values.Length);

    /// <summary>Adds a tensor whose bytes are produced when the file is saved.</summary>
    /// <param name="name">Name of the tensor, unique in the file.</param>
    /// <param name="type">Element type in the file.</param>
    /// <param name="shape">Sizes of the dimensions; empty for a scalar.</param>
    /// <param name="write">Writes exactly the tensor's bytes, little-endian and row-major.</param>
    /// <param name="elements">Number of elements that <paramref name="write"/> will write.</param>
    /// <returns>This writer.</returns>
    /// <exception cref="HistoException">HS0002: the number of elements is not the product of the shape.</exception>
    public SafetensorsWriter Add(string name, ElementType type, long[] shape, Action<Stream> write, long elements)
    {
        long wanted = shape.Aggregate(1L, (product, size) => product * size);
        if (wanted != elements)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the elements do not fill the shape", name, elements, $"{wanted} = {string.Join(" x ", shape)}");
        }

        _tensors.Add((name, type, shape, wanted * SafetensorsReader.SizeOf(type), write));
        return this;
    }

    /// <summary>Writes the file atomically; an existing file is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string path)
    {
        var ordered = _tensors
            .OrderByDescending(tensor => SafetensorsReader.SizeOf(tensor.Type))
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToList();
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteHeader(json, ordered);
        }

        int padded = (buffer.WrittenCount + 7) / 8 * 8;
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
            stream.Write(prefix);
            stream.Write(buffer.WrittenSpan);
            stream.Write("        "u8[..(padded - buffer.WrittenCount)]);
            foreach (var tensor in ordered)
            {
                tensor.Write(stream);
            }
        });
    }

    private void WriteHeader(Utf8JsonWriter json, List<(string Name, ElementType Type, long[] Shape, long Bytes, Action<Stream> Write)> ordered)
    {
        json.WriteStartObject();
        if (_metadata.Count > 0)
        {
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in _metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        long offset = 0;
        foreach (var tensor in ordered)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.ToString());
            json.WriteStartArray("shape");
            foreach (long size in tensor.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Bytes);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
