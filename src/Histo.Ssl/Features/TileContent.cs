using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Histo.Ssl.Features;

/// <summary>A number by which equal pixels are found under different names.</summary>
internal static class TileContent
{
    /// <summary>The first 64 bits of the SHA-256 of a tile's RGB bytes, little-endian.</summary>
    public static long Of(ReadOnlySpan<byte> rgb)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(rgb, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
