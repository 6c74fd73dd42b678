using System.Buffers.Binary;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>Changes tags of a classic little-endian TIFF file in memory.</summary>
internal static class TiffBytes
{
    /// <summary>Sets one value of a tag whose values have 32 bits, or the single value that stands inside the entry.</summary>
    public static void Set(byte[] file, int directory, ushort tag, uint value, int index = 0)
    {
        int entry = Entry(file, directory, tag);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 4));
        int place = count == 1 ? entry + 8 : (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 8)) + (index * 4);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(place), value);
    }

    public static uint Get(byte[] file, int directory, ushort tag, int index = 0)
    {
        int entry = Entry(file, directory, tag);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 4));
        int place = count == 1 ? entry + 8 : (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 8)) + (index * 4);
        return BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(place));
    }

    private static int Entry(byte[] file, int directory, ushort tag)
    {
        int at = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4));
        for (; directory > 0; directory--)
        {
            at = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 2 + (12 * BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)))));
        }

        for (int i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)); i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 2 + (12 * i))) == tag)
            {
                return at + 2 + (12 * i);
            }
        }

        throw new InvalidOperationException($"The directory has no tag {tag}.");
    }
}
