using System.Buffers.Binary;

namespace Histo.Ssl.Features;

/// <summary>The length that an HDF5 file says it has: a file that was cut off is shorter.</summary>
/// <remarks>Source: HDF5 file format specification, sections II.A: versions 0 and 1, 2 and 3.</remarks>
internal static class Hdf5Superblock
{
    /// <summary>Returns whether the file is as long as it says; true for files whose superblock is not at the start.</summary>
    public static bool IsWhole(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[56];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read < head.Length || !head[1..4].SequenceEqual("HDF"u8))
        {
            return true;
        }

        // Offsets are 8 bytes wide in every file that is written today.
        (int width, int at) = head[8] >= 2 ? (head[9], 28) : (head[13], head[8] == 0 ? 40 : 44);
        return width != 8 || file.Length >= BinaryPrimitives.ReadInt64LittleEndian(head[at..]);
    }
}
