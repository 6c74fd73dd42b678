using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Histo.Ssl.Tiling;

/// <summary>Recognises a file by its length and three samples of its content, without reading gigabytes.</summary>
/// <remarks>
/// SHA-256 over the length (8 bytes, little-endian) and the first, middle and last 64 KiB; a file of up to 192 KiB goes in whole. Name, place and time do not count.
/// Files that a format keeps beside the named one (MIRAX) are not looked at.
/// </remarks>
internal static class FileFingerprint
{
    private const int Sample = 64 << 10;

    /// <summary>The fingerprint of a file; "none" where an application's slide source opens something that is no file.</summary>
    public static string Of(string path)
    {
        if (!File.Exists(path))
        {
            return "none";
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long length = stream.Length;
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, length);
        hash.AppendData(prefix);
        var buffer = new byte[(int)Math.Min(length, 3 * Sample)];
        if (length <= 3 * Sample)
        {
            stream.ReadExactly(buffer);
        }
        else
        {
            stream.ReadExactly(buffer, 0, Sample);
            stream.Position = (length - Sample) / 2;
            stream.ReadExactly(buffer, Sample, Sample);
            stream.Position = length - Sample;
            stream.ReadExactly(buffer, 2 * Sample, Sample);
        }

        hash.AppendData(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
