using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Histo.Ssl.Tiling;

/// <summary>Computes <see cref="TileSet.Hash"/>.</summary>
internal static class TileSetHash
{
    public static string Of(TileSet tiles)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            TileSlideJson.Write(json, tiles.Slides, static _ => string.Empty);
        }

        Append(hash, Encoding.UTF8.GetBytes("histo-tiles 1"));
        Append(hash, Encoding.UTF8.GetBytes(tiles.Recipe));
        Append(hash, text.WrittenSpan);
        for (int slide = 0; slide < tiles.Slides.Count; slide++)
        {
            Append(hash, MemoryMarshal.AsBytes(tiles.PackedCells(slide)));
        }

        foreach (string name in tiles.Columns.LabelNames)
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
        }

        foreach ((string name, _, Array values) in tiles.Columns.Present())
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, Bytes(values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static ReadOnlySpan<byte> Bytes(Array values) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(values), Buffer.ByteLength(values));

    // Each piece goes in behind its length, so that no two lists of pieces give the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> piece)
    {
        Span<byte> length = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(length, piece.Length);
        hash.AppendData(length);
        hash.AppendData(piece);
    }
}
