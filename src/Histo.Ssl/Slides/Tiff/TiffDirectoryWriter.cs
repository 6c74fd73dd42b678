using System.Buffers.Binary;
using System.Text;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Collects the tags of one directory and writes them.</summary>
internal sealed class TiffDirectoryWriter(bool bigEndian, bool bigTiff)
{
    private const ushort Ascii = 2, Short = 3, Long = 4, Rational = 5, Long8 = 16;
    private readonly SortedDictionary<ushort, (ushort Type, long Count, byte[] Value)> _tags = [];

    public void AddShort(ushort tag, params ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            Put(bytes.AsSpan(i * 2, 2), values[i]);
        }

        _tags[tag] = (Short, values.Length, bytes);
    }

    public void AddLong(ushort tag, long value)
    {
        byte[] bytes = new byte[4];
        Put(bytes, value);
        _tags[tag] = (Long, 1, bytes);
    }

    /// <summary>Offsets or byte counts: 64 bits in BigTIFF, 32 in classic files.</summary>
    public void AddPositions(ushort tag, IReadOnlyList<long> values)
    {
        int size = bigTiff ? 8 : 4;
        byte[] bytes = new byte[values.Count * size];
        for (int i = 0; i < values.Count; i++)
        {
            Put(bytes.AsSpan(i * size, size), values[i]);
        }

        _tags[tag] = (bigTiff ? Long8 : Long, values.Count, bytes);
    }

    public void AddRational(ushort tag, double value)
    {
        // The largest power of ten that keeps both numbers within 32 bits.
        long denominator = 1;
        while (denominator < 1_000_000 && value * denominator * 10 < uint.MaxValue)
        {
            denominator *= 10;
        }

        byte[] bytes = new byte[8];
        Put(bytes.AsSpan(0, 4), (long)Math.Round(value * denominator));
        Put(bytes.AsSpan(4, 4), denominator);
        _tags[tag] = (Rational, 1, bytes);
    }

    public void AddText(ushort tag, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        _tags[tag] = (Ascii, bytes.Length, bytes);
    }

    /// <summary>Writes the directory at the end of the stream; returns its position and that of the link to the next one.</summary>
    public (long Position, long Link) Write(Stream stream)
    {
        int inline = bigTiff ? 8 : 4, entrySize = bigTiff ? 20 : 12, countSize = bigTiff ? 8 : 2;
        byte[] table = new byte[countSize + (_tags.Count * entrySize) + inline];
        Put(table.AsSpan(0, countSize), _tags.Count);
        int at = countSize;
        foreach ((ushort tag, (ushort type, long count, byte[] value)) in _tags)
        {
            Put(table.AsSpan(at, 2), tag);
            Put(table.AsSpan(at + 2, 2), type);
            Put(table.AsSpan(at + 4, inline), count);
            Span<byte> place = table.AsSpan(at + 4 + inline, inline);
            if (value.Length <= inline)
            {
                value.CopyTo(place);
            }
            else
            {
                Align(stream);
                Put(place, stream.Position);
                stream.Write(value);
            }

            at += entrySize;
        }

        Align(stream);
        long position = stream.Position;
        stream.Write(table);
        return (position, stream.Position - inline);
    }

    public void PutPosition(Stream stream, long at, long value)
    {
        Span<byte> bytes = stackalloc byte[bigTiff ? 8 : 4];
        Put(bytes, value);
        stream.Position = at;
        stream.Write(bytes);
        stream.Position = stream.Length;
    }

    /// <summary>Writes the header of the file; the link to the first directory stands at the position that is returned.</summary>
    public long WriteHeader(Stream stream)
    {
        byte[] header = new byte[bigTiff ? 16 : 8];
        header[0] = header[1] = (byte)(bigEndian ? 'M' : 'I');
        Put(header.AsSpan(2, 2), bigTiff ? 43 : 42);
        if (bigTiff)
        {
            Put(header.AsSpan(4, 2), 8);
        }

        stream.Write(header);
        return bigTiff ? 8 : 4;
    }

    private static void Align(Stream stream)
    {
        while (stream.Position % 8 != 0)
        {
            stream.WriteByte(0);
        }
    }

    private void Put(Span<byte> bytes, long value)
    {
        Span<byte> all = stackalloc byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(all, value);
            all[(8 - bytes.Length)..].CopyTo(bytes);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(all, value);
            all[..bytes.Length].CopyTo(bytes);
        }
    }
}
