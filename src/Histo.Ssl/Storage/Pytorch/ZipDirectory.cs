using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The directory of a zip archive with the places of its files, so that they can be read in place.</summary>
/// <remarks>Written from the format description (APPNOTE 6.3), with the 64-bit fields that PyTorch writes. The framework's own reader does not tell where an entry lies.</remarks>
internal sealed class ZipDirectory
{
    private const uint EndMark = 0x06054B50, WideEndMark = 0x06064B50, WideLocatorMark = 0x07064B50, EntryMark = 0x02014B50, HeaderMark = 0x04034B50;
    private const int EndBytes = 22, LocatorBytes = 20, WideEndBytes = 56, EntryBytes = 46, HeaderBytes = 30;
    private const long LongestDirectory = 64L << 20;
    private readonly SafeFileHandle _file;
    private readonly PytorchFault _fault;
    private readonly long _length;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    public ZipDirectory(SafeFileHandle file, PytorchFault fault)
    {
        _file = file;
        _fault = fault;
        _length = RandomAccess.GetLength(file);
        (long start, long bytes) = Locate();
        if (start < 0 || bytes < 0 || bytes > LongestDirectory || start > _length - bytes)
        {
            throw fault.Damaged("the directory of the zip archive lies outside the file", $"{bytes} bytes from {start}", $"within {_length}");
        }

        ReadEntries(Bytes(start, (int)bytes));
    }

    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>Returns the place of the first byte of an entry's content.</summary>
    public long Start(ZipEntry entry)
    {
        if (!entry.IsStored)
        {
            throw _fault.Unsupported("the zip archive is compressed", entry.Name, "stored entries, as torch.save writes them");
        }

        byte[] header = Bytes(entry.Header, HeaderBytes);
        long start = entry.Header + HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark || start > _length - entry.Length)
        {
            throw _fault.Damaged("an entry of the zip archive lies outside the file", entry.Name);
        }

        return start;
    }

    private (long Start, long Bytes) Locate()
    {
        int tailBytes = (int)Math.Min(_length, EndBytes + ushort.MaxValue);
        long tailStart = _length - tailBytes;
        byte[] tail = Bytes(tailStart, tailBytes);
        for (int at = tailBytes - EndBytes; at >= 0; at--)
        {
            Span<byte> end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndMark && BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length - EndBytes)
            {
                return Wide(tailStart + at - LocatorBytes) ?? (BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
            }
        }

        throw _fault.Damaged("the zip archive has no directory: the file is cut off");
    }

    private (long Start, long Bytes)? Wide(long locatorStart)
    {
        if (locatorStart < 0)
        {
            return null;
        }

        byte[] locator = Bytes(locatorStart, LocatorBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != WideLocatorMark)
        {
            return null;
        }

        byte[] end = Bytes(BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), WideEndBytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == WideEndMark
            ? (BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48)), BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(40)))
            : throw _fault.Damaged("the 64-bit directory of the zip archive is not where it should be");
    }

    private void ReadEntries(ReadOnlySpan<byte> directory)
    {
        while (directory.Length >= EntryBytes && BinaryPrimitives.ReadUInt32LittleEndian(directory) == EntryMark)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            int all = EntryBytes + name + extra + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (all > directory.Length)
            {
                break;
            }

            Add(directory, Encoding.UTF8.GetString(directory.Slice(EntryBytes, name)), directory.Slice(EntryBytes + name, extra));
            directory = directory[all..];
        }

        if (directory.Length > 0)
        {
            throw _fault.Damaged("the directory of the zip archive cannot be read", $"{directory.Length} bytes are left");
        }
    }

    private void Add(ReadOnlySpan<byte> entry, string name, ReadOnlySpan<byte> extra)
    {
        bool encrypted = (BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]) & 1) != 0;
        int method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), plain = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]), header = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        ReadOnlySpan<byte> wide = WideFields(extra);
        long length = Field(plain, ref wide), packedLength = Field(packed, ref wide), start = Field(header, ref wide);
        bool stored = method == 0 && !encrypted;
        if (length < 0 || start < 0 || start > _length - HeaderBytes || (stored && (length != packedLength || length > _length - start)))
        {
            throw _fault.Damaged("an entry of the zip archive lies outside the file", name);
        }

        if (!_entries.TryAdd(name, new ZipEntry(name, start, length, stored)))
        {
            throw _fault.Damaged("the zip archive has an entry twice", name);
        }
    }

    // Extra field 1: those of length, packed length and place that do not fit into 32 bits, in this order.
    private static ReadOnlySpan<byte> WideFields(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (id == 1)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private long Field(uint narrow, ref ReadOnlySpan<byte> wide)
    {
        if (narrow != uint.MaxValue)
        {
            return narrow;
        }

        if (wide.Length < 8)
        {
            throw _fault.Damaged("a 64-bit field of the zip archive is missing");
        }

        long value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        return value;
    }

    private byte[] Bytes(long start, int count)
    {
        if (start < 0 || start > _length - count)
        {
            throw _fault.Damaged("the zip archive refers to bytes outside the file", start, $"within {_length}");
        }

        var bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int read = RandomAccess.Read(_file, bytes.AsSpan(done), start + done);
            done += read > 0 ? read : throw _fault.Damaged("the file ends early");
        }

        return bytes;
    }
}
