using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>An array that numpy saved: .npy, or the first of a .npz.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of the dimensions.</param>
/// <param name="Bytes">Elements, row by row.</param>
internal sealed partial record NumpyFile(ElementType Type, long[] Shape, byte[] Bytes)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="HistoException">HS1830: not such a file, or of a kind that is not read (other byte order, column by column, objects).</exception>
    public static NumpyFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is [(byte)'P', (byte)'K', ..])
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            using Stream entry = zip.Entries[0].Open();
            using var unpacked = new MemoryStream();
            entry.CopyTo(unpacked);
            bytes = unpacked.ToArray();
        }

        return Parse(bytes) ?? throw new HistoException(ErrorCodes.BadFeatureStore, "the file is no plain array of numpy", path, action: "Save it again with numpy.save.");
    }

    private static NumpyFile? Parse(byte[] bytes)
    {
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            return null;
        }

        int start = bytes[6] == 1 ? 10 : 12, length = bytes[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, start, length);
        Match type = TypePattern().Match(header), shape = ShapePattern().Match(header);
        if (!type.Success || !shape.Success || !header.Contains("'fortran_order': False", StringComparison.Ordinal) || Known(type.Groups[1].Value) is not { } element)
        {
            return null;
        }

        long[] sizes = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        return new NumpyFile(element, sizes, bytes[(start + length)..]);
    }

    private static ElementType? Known(string name) => name switch
    {
        "<f8" => ElementType.F64,
        "<f4" => ElementType.F32,
        "<f2" => ElementType.F16,
        "<i8" => ElementType.I64,
        "<i4" => ElementType.I32,
        "|u1" => ElementType.U8,
        _ => null,
    };

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
