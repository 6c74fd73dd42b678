using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>LZW by LibTiff.NET, which knows it only inside a file: a file of one strip in memory.</summary>
internal static class LzwCodec
{
    private const int HeaderSize = 8 + 2 + (8 * 12) + 4;

    /// <summary>Decodes a strip of bytes; returns what is wrong, or null.</summary>
    public static string? Decode(ReadOnlySpan<byte> coded, int width, int height, byte[] target, int start)
    {
        byte[] file = new byte[HeaderSize + coded.Length];
        WriteHeader(file, width, height, coded.Length);
        coded.CopyTo(file.AsSpan(HeaderSize));
        LibTiffMessages.Install();
        using var stream = new LibTiffMemory(new MemoryStream(file, writable: false));
        try
        {
            using LibTiff? tiff = LibTiff.ClientOpen("lzw", "rc", stream, stream);
            int read = tiff?.ReadEncodedStrip(0, target, start, width * height) ?? -1;
            return read == width * height && stream.Message is null ? null : $"its LZW data is damaged ({stream.Message ?? "it ends too early"})";
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The codec trusts its input and runs into array bounds where that is damaged.
            return $"its LZW data is damaged ({error.GetType().Name})";
        }
    }

    /// <summary>Encodes a strip of bytes.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> source, int width, int height)
    {
        LibTiffMessages.Install();
        var memory = new MemoryStream();
        using var stream = new LibTiffMemory(memory);
        using LibTiff tiff = LibTiff.ClientOpen("lzw", "wl", stream, stream);
        tiff.SetField(TiffTag.IMAGEWIDTH, width);
        tiff.SetField(TiffTag.IMAGELENGTH, height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
        tiff.SetField(TiffTag.ROWSPERSTRIP, height);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISBLACK);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression.LZW);
        byte[] bytes = source.ToArray();
        if (tiff.WriteEncodedStrip(0, bytes, bytes.Length) != bytes.Length)
        {
            throw new InvalidOperationException("LZW encoding failed: " + stream.Message);
        }

        // The directory is never written: only the strip is wanted.
        tiff.FlushData();
        int offset = (int)tiff.GetField(TiffTag.STRIPOFFSETS)[0].TolongArray()[0], count = (int)tiff.GetField(TiffTag.STRIPBYTECOUNTS)[0].TolongArray()[0];
        return memory.GetBuffer().AsSpan(offset, count).ToArray();
    }

    private static void WriteHeader(Span<byte> file, int width, int height, int count)
    {
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[4..], 8);
        BinaryPrimitives.WriteInt16LittleEndian(file[8..], 8);
        ReadOnlySpan<(ushort Tag, int Value)> tags =
        [
            (TiffTagNumber.ImageWidth, width), (TiffTagNumber.ImageLength, height), (TiffTagNumber.BitsPerSample, 8), (TiffTagNumber.Compression, TiffTileFormat.Lzw),
            (TiffTagNumber.Photometric, 1), (TiffTagNumber.StripOffsets, HeaderSize), (TiffTagNumber.RowsPerStrip, height), (TiffTagNumber.StripByteCounts, count),
        ];
        for (int i = 0; i < tags.Length; i++)
        {
            Span<byte> entry = file[(10 + (i * 12))..];
            BinaryPrimitives.WriteUInt16LittleEndian(entry, tags[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], tags[i].Value);
        }
    }
}
