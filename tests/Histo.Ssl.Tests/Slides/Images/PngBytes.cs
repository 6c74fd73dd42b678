using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Histo.Ssl.Tests.Slides.Images;

/// <summary>Writes PNG files byte by byte, so that a test knows the exact values without a second decoder.</summary>
internal static class PngBytes
{
    /// <param name="colourType">0 grey, 2 RGB, 3 palette, 6 RGBA.</param>
    /// <param name="rows">Rows of samples without their filter byte.</param>
    /// <param name="extra">Chunks between header and data.</param>
    public static byte[] Make(int width, int height, byte depth, byte colourType, byte[][] rows, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, depth, colourType, 0, 0, 0];
        Chunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in extra)
        {
            Chunk(file, type, data);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
