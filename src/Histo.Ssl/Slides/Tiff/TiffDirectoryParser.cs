using System.Buffers.Binary;
using System.Text;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Reads the directories of a classic TIFF or BigTIFF file of either byte order.</summary>
/// <remarks>
/// LibTiff.NET has a directory reader too. It is not used, because slides meet its limits: it takes offsets of classic files as signed, so that
/// directories behind 2 GiB are lost; it fails on 64-bit arrays of big-endian files; it keeps resolutions in single precision; and its messages
/// go to one handler of the whole process. Here every count is checked against the length of the file before anything is allocated.
/// </remarks>
internal sealed class TiffDirectoryParser
{
    private const int MostDirectories = 10_000, MostText = 1 << 20, MostBytes = 1 << 30;
    private readonly TiffFile _file;
    private readonly bool _bigEndian, _bigTiff;
    private readonly long _first;
    private readonly HashSet<long> _seen = [];

    private TiffDirectoryParser(TiffFile file, bool bigEndian, bool bigTiff, long first)
    {
        _file = file;
        _bigEndian = bigEndian;
        _bigTiff = bigTiff;
        _first = first;
    }

    /// <summary>Looks at the header; null when the file is no TIFF file.</summary>
    public static TiffDirectoryParser? TryCreate(TiffFile file)
    {
        Span<byte> header = stackalloc byte[16];
        if (!file.TryRead(0, header[..8]) || (header[0] != 'I' && header[0] != 'M') || header[0] != header[1])
        {
            return null;
        }

        bool bigEndian = header[0] == 'M';
        int version = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        if (version == 42)
        {
            uint first = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            return new TiffDirectoryParser(file, bigEndian, bigTiff: false, first);
        }

        if (version != 43 || !file.TryRead(0, header) || header[bigEndian ? 5 : 4] != 8)
        {
            return null;
        }

        long offset = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(header[8..]) : BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        return new TiffDirectoryParser(file, bigEndian, bigTiff: true, offset);
    }

    /// <summary>Reads all directories.</summary>
    /// <exception cref="HistoException">HS1003: damaged.</exception>
    public List<TiffDirectory> ReadAll()
    {
        var directories = new List<TiffDirectory>();
        for (long next = _first; next != 0;)
        {
            directories.Add(ReadDirectory(next, directories.Count, subDirectories: true, out next));
            if (directories.Count > MostDirectories)
            {
                throw Damaged("the file has too many directories", directories.Count, $"at most {MostDirectories}");
            }
        }

        return directories.Count > 0 ? directories : throw Damaged("the file has no directory", 0, "at least 1");
    }

    private TiffDirectory ReadDirectory(long position, int index, bool subDirectories, out long next)
    {
        if (!_seen.Add(position))
        {
            throw Damaged("the directories form a loop", position, "each directory once");
        }

        Dictionary<ushort, TiffEntry> entries = ReadEntries(position, out next);
        bool tiled = entries.ContainsKey(TiffTagNumber.TileOffsets) || entries.ContainsKey(TiffTagNumber.TileWidth);
        long width = One(entries, TiffTagNumber.ImageWidth) ?? 0, height = One(entries, TiffTagNumber.ImageLength) ?? 0;
        long tileWidth = tiled ? One(entries, TiffTagNumber.TileWidth) ?? 0 : width;
        long tileHeight = tiled ? One(entries, TiffTagNumber.TileLength) ?? 0 : Math.Min(height, One(entries, TiffTagNumber.RowsPerStrip) ?? height);
        if (width < 1 || height < 1 || width > int.MaxValue || height > int.MaxValue || tileWidth is < 1 or > int.MaxValue || tileHeight is < 1 or > int.MaxValue)
        {
            throw Damaged($"directory {index} has an impossible size", $"{width} x {height}, tiles {tileWidth} x {tileHeight}", "1 or more each");
        }

        var directory = new TiffDirectory
        {
            Index = index,
            Width = width,
            Height = height,
            IsTiled = tiled,
            TileWidth = tileWidth,
            TileHeight = tileHeight,
            Offsets = Many(entries, tiled ? TiffTagNumber.TileOffsets : TiffTagNumber.StripOffsets),
            ByteCounts = Many(entries, tiled ? TiffTagNumber.TileByteCounts : TiffTagNumber.StripByteCounts),
            BitsPerSample = entries.ContainsKey(TiffTagNumber.BitsPerSample) ? Many(entries, TiffTagNumber.BitsPerSample) : [1],
            Compression = One(entries, TiffTagNumber.Compression) ?? 1,
            Photometric = One(entries, TiffTagNumber.Photometric),
            SamplesPerPixel = One(entries, TiffTagNumber.SamplesPerPixel) ?? 1,
            IsPlanar = One(entries, TiffTagNumber.PlanarConfiguration) == 2,
            Predictor = One(entries, TiffTagNumber.Predictor) ?? 1,
            FillOrder = One(entries, TiffTagNumber.FillOrder) ?? 1,
            Orientation = One(entries, TiffTagNumber.Orientation) ?? 1,
            SampleFormat = One(entries, TiffTagNumber.SampleFormat) ?? 1,
            ImageDepth = One(entries, TiffTagNumber.ImageDepth) ?? 1,
            ExtraSample = One(entries, TiffTagNumber.ExtraSamples),
            SubfileType = One(entries, TiffTagNumber.NewSubfileType),
            JpegTables = Bytes(entries, TiffTagNumber.JpegTables),
            XResolution = Real(entries, TiffTagNumber.XResolution),
            YResolution = Real(entries, TiffTagNumber.YResolution),
            ResolutionUnit = One(entries, TiffTagNumber.ResolutionUnit) ?? 2,
            Description = Text(entries, TiffTagNumber.ImageDescription),
            Xmp = Text(entries, TiffTagNumber.Xmp),
            IsNdpi = entries.ContainsKey(TiffTagNumber.NdpiFormat),
            Texts = ReadTexts(entries),
            SubDirectories = subDirectories ? ReadSubDirectories(entries) : [],
        };
        CheckTileCount(directory);
        return directory;
    }

    private void CheckTileCount(TiffDirectory directory)
    {
        long wanted = directory.Columns * directory.Rows;
        if (directory.IsPlanar && wanted <= directory.Offsets.Length)
        {
            wanted *= Math.Clamp(directory.SamplesPerPixel, 1, ushort.MaxValue);
        }

        if (directory.Offsets.LongLength < wanted || directory.ByteCounts.LongLength < wanted)
        {
            throw Damaged(
                $"directory {directory.Index} names too few {(directory.IsTiled ? "tiles" : "strips")}",
                $"{directory.Offsets.Length} offsets, {directory.ByteCounts.Length} byte counts",
                $"{wanted} each");
        }
    }

    private List<TiffDirectory> ReadSubDirectories(Dictionary<ushort, TiffEntry> entries)
    {
        var directories = new List<TiffDirectory>();
        foreach (long position in Many(entries, TiffTagNumber.SubIfds))
        {
            directories.Add(ReadDirectory(position, -1, subDirectories: false, out _));
        }

        return directories;
    }

    private Dictionary<ushort, TiffEntry> ReadEntries(long position, out long next)
    {
        int countSize = _bigTiff ? 8 : 2, entrySize = _bigTiff ? 20 : 12, inline = _bigTiff ? 8 : 4;
        Span<byte> head = stackalloc byte[8];
        if (!_file.TryRead(position, head[..countSize]))
        {
            throw Damaged("a directory lies behind the end of the file", position, $"less than {_file.Length}");
        }

        long count = Unsigned(head[..countSize]);
        if (count is < 1 or > ushort.MaxValue)
        {
            throw Damaged("a directory has an impossible number of tags", count, "1 to 65535");
        }

        byte[] table = new byte[(count * entrySize) + inline];
        if (!_file.TryRead(position + countSize, table))
        {
            throw Damaged("a directory is cut off", position, $"{table.Length} bytes behind it");
        }

        var entries = new Dictionary<ushort, TiffEntry>((int)count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = table.AsSpan(i * entrySize, entrySize);
            ushort tag = (ushort)Unsigned(entry[..2]);
            var value = new TiffEntry((ushort)Unsigned(entry[2..4]), Unsigned(entry[4..(4 + inline)]), position + countSize + (i * entrySize) + 4 + inline);
            bool pointer = value.Size > 0 && (value.Count < 0 || value.Count > inline / value.Size);
            entries.TryAdd(tag, pointer ? value with { Position = Unsigned(entry[(4 + inline)..]) } : value);
        }

        next = Unsigned(table.AsSpan((int)(count * entrySize), inline));
        return entries;
    }

    private byte[] Raw(TiffEntry entry, ushort tag, long limit)
    {
        if (entry.Size == 0 || entry.Count < 0 || entry.Count > limit / entry.Size || entry.Position < 0 || entry.Position > _file.Length - (entry.Count * entry.Size))
        {
            throw Damaged($"tag {tag} points outside the file", $"{entry.Count} values of type {entry.Type} at {entry.Position}", $"inside {_file.Length} bytes");
        }

        byte[] bytes = new byte[entry.Count * entry.Size];
        return _file.TryRead(entry.Position, bytes) ? bytes : throw Damaged($"tag {tag} cannot be read", entry.Position, $"inside {_file.Length} bytes");
    }

    private long[] Many(Dictionary<ushort, TiffEntry> entries, ushort tag) =>
        entries.TryGetValue(tag, out TiffEntry entry) ? Many(entry, tag) : [];

    private long[] Many(TiffEntry entry, ushort tag)
    {
        if (entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
        {
            throw Damaged($"tag {tag} is not a whole number", entry.Type, "TIFF type 1, 3, 4, 13, 16 or 18");
        }

        byte[] bytes = Raw(entry, tag, MostBytes);
        long[] values = new long[entry.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Unsigned(bytes.AsSpan(i * entry.Size, entry.Size));
        }

        return values;
    }

    private long? One(Dictionary<ushort, TiffEntry> entries, ushort tag) =>
        entries.TryGetValue(tag, out TiffEntry entry) && entry.Count > 0 ? Many(entry with { Count = 1 }, tag)[0] : null;

    private double? Real(Dictionary<ushort, TiffEntry> entries, ushort tag)
    {
        if (!entries.TryGetValue(tag, out TiffEntry entry) || entry.Count < 1)
        {
            return null;
        }

        byte[] bytes = Raw(entry with { Count = 1 }, tag, MostText);
        double value = entry.Type switch
        {
            5 => Unsigned(bytes.AsSpan(0, 4)) / (double)Unsigned(bytes.AsSpan(4, 4)),
            11 => BitConverter.Int32BitsToSingle((int)Unsigned(bytes)),
            12 => BitConverter.Int64BitsToDouble(Unsigned(bytes)),
            1 or 3 or 4 or 16 => Unsigned(bytes),
            _ => double.NaN,
        };
        return double.IsFinite(value) && value > 0 ? value : null;
    }

    private byte[] Bytes(Dictionary<ushort, TiffEntry> entries, ushort tag) =>
        entries.TryGetValue(tag, out TiffEntry entry) ? Raw(entry, tag, MostText) : [];

    private string? Text(Dictionary<ushort, TiffEntry> entries, ushort tag)
    {
        if (!entries.TryGetValue(tag, out TiffEntry entry) || entry.Size != 1)
        {
            return null;
        }

        byte[] bytes = Raw(entry with { Count = Math.Min(entry.Count, MostText) }, tag, MostText);
        int end = Array.IndexOf(bytes, (byte)0);
        ReadOnlySpan<byte> text = end < 0 ? bytes : bytes.AsSpan(0, end);
        return System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
    }

    private Dictionary<string, string> ReadTexts(Dictionary<ushort, TiffEntry> entries)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((ushort tag, string name) in new[]
        {
            (TiffTagNumber.ImageDescription, "ImageDescription"), (TiffTagNumber.DocumentName, "DocumentName"), (TiffTagNumber.Make, "Make"),
            (TiffTagNumber.Model, "Model"), (TiffTagNumber.Software, "Software"), (TiffTagNumber.DateTime, "DateTime"), (TiffTagNumber.Artist, "Artist"),
            (TiffTagNumber.HostComputer, "HostComputer"), (TiffTagNumber.Copyright, "Copyright"),
        })
        {
            if (Text(entries, tag) is { } text)
            {
                texts[name] = text;
            }
        }

        return texts;
    }

    private long Unsigned(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value = (value << 8) | bytes[_bigEndian ? i : bytes.Length - 1 - i];
        }

        return (long)value;
    }

    private HistoException Damaged(string what, object seen, object wanted) =>
        new(ErrorCodes.SlideDamaged, what, where: _file.Path, seen: seen, wanted: wanted, action: "Copy the file again from its source and compare checksums.");
}
