using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage;

/// <summary>Reads safetensors files: named arrays behind a JSON header. Free of torch types.</summary>
/// <remarks>
/// The header is read and checked on opening (sizes, overlaps, file length); the data is read on demand and may be asked for by several threads at once.
/// Source: the format description of huggingface/safetensors (an 8-byte little-endian header length, JSON, then raw little-endian data).
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private const long LargestHeader = 100L << 20;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HistoException">HS0003: the file is missing, damaged or not a safetensors file.</exception>
    public SafetensorsReader(string path)
    {
        FilePath = path;
        if (!File.Exists(path))
        {
            throw Bad("the file does not exist");
        }

        _file = File.OpenHandle(path);
        try
        {
            ReadHeader();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Gets the path of the file.</summary>
    public string FilePath { get; }

    /// <summary>Gets the tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>Gets the text values of the file's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Returns the entry of a tensor.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <exception cref="HistoException">HS0004: there is no tensor of that name.</exception>
    public TensorEntry Entry(string name) => _entries.TryGetValue(name, out TensorEntry? entry)
        ? entry
        : throw new HistoException(ErrorCodes.TensorNotFound, $"the file has no tensor '{name}'", FilePath, $"{_entries.Count} tensors", name);

    /// <summary>Reads the raw bytes of a tensor.</summary>
    /// <param name="entry">An entry of this file.</param>
    /// <param name="destination">Exactly <see cref="TensorEntry.ByteCount"/> bytes.</param>
    /// <exception cref="HistoException">HS0003: the file ends early.</exception>
    public void Read(TensorEntry entry, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (destination.Length != entry.ByteCount)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the destination does not fit the tensor", entry.Name, destination.Length, entry.ByteCount);
        }

        Read(entry, 0, destination);
    }

    /// <summary>Reads a part of the raw bytes of a tensor: those of more than 2 GiB go in pieces.</summary>
    /// <param name="entry">An entry of this file.</param>
    /// <param name="start">First byte, counted from the start of the tensor.</param>
    /// <param name="destination">Any number of bytes that the tensor has from there on.</param>
    /// <exception cref="HistoException">HS0002: the part leaves the tensor. HS0003: the file ends early.</exception>
    public void Read(TensorEntry entry, long start, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (start < 0 || destination.Length > entry.ByteCount - start)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the part leaves the tensor", entry.Name, $"{start} + {destination.Length}", $"within {entry.ByteCount}");
        }

        for (int done = 0; done < destination.Length;)
        {
            int count = RandomAccess.Read(_file, destination[done..], entry.Offset + start + done);
            done += count > 0 ? count : throw Bad("the file ends in the middle of a tensor");
        }
    }

    /// <summary>Reads a tensor into a new array.</summary>
    /// <typeparam name="T">Element type; its size must be that of the file's type.</typeparam>
    /// <param name="name">Name of the tensor.</param>
    /// <exception cref="HistoException">HS0004: there is no tensor of that name, or its elements have another size.</exception>
    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        TensorEntry entry = Entry(name);
        if (Marshal.SizeOf<T>() != SizeOf(entry.Type) && !(typeof(T) == typeof(bool) && entry.Type == ElementType.BOOL))
        {
            throw new HistoException(ErrorCodes.TensorNotFound, $"tensor '{name}' has another element type", FilePath, entry.Type, typeof(T).Name);
        }

        var values = new T[entry.Count];
        Read(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal StoredTensor Stored(TensorEntry entry) => new(entry.Name, entry.Type, entry.Shape, (start, destination) => Read(entry, start, destination));

    internal static int SizeOf(ElementType type) => type switch
    {
        ElementType.F64 or ElementType.I64 or ElementType.U64 => 8,
        ElementType.F32 or ElementType.I32 or ElementType.U32 => 4,
        ElementType.F16 or ElementType.BF16 or ElementType.I16 or ElementType.U16 => 2,
        _ => 1,
    };

    private void ReadHeader()
    {
        long length = RandomAccess.GetLength(_file);
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || RandomAccess.Read(_file, prefix, 0) != 8)
        {
            throw Bad("the file is shorter than its header length");
        }

        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerBytes > LargestHeader || (long)headerBytes > length - 8)
        {
            throw Bad("the header does not fit into the file", headerBytes, $"at most {Math.Min(LargestHeader, length - 8)}");
        }

        var header = new byte[headerBytes];
        if (RandomAccess.Read(_file, header, 8) != header.Length)
        {
            throw Bad("the header cannot be read");
        }

        long data = 8 + header.Length;
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (JsonProperty value in property.Value.EnumerateObject())
                    {
                        _metadata[value.Name] = value.Value.GetString() ?? string.Empty;
                    }
                }
                else
                {
                    Add(property, data, length);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Bad("the header is not what the format asks for", inner: error);
        }
    }

    private void Add(JsonProperty property, long data, long length)
    {
        JsonElement offsets = property.Value.GetProperty("data_offsets");
        long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        string typeName = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
        if (!Enum.TryParse(typeName, out ElementType type) || !Enum.IsDefined(type))
        {
            throw Bad($"tensor '{property.Name}' has an unknown type", typeName, string.Join(", ", Enum.GetNames<ElementType>()));
        }

        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long bytes = checked(shape.Aggregate((long)SizeOf(type), (product, size) => size >= 0 ? checked(product * size) : throw Bad("a size is negative", size)));
        if (begin < 0 || end - begin != bytes || end > length - data)
        {
            throw Bad($"tensor '{property.Name}' lies outside the file or does not fit its shape", $"{begin}..{end}", $"{bytes} bytes within {length - data}");
        }

        if (!_entries.TryAdd(property.Name, new TensorEntry(property.Name, type, shape, data + begin, bytes)))
        {
            throw Bad("a name comes twice", property.Name);
        }
    }

    private HistoException Bad(string what, object? seen = null, object? wanted = null, Exception? inner = null) =>
        new(ErrorCodes.BadTensorFile, what, FilePath, seen, wanted, "Copy the file again from its source, or write it anew.", inner);
}
