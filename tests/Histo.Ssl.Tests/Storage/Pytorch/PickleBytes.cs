using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>Writes pickles by hand, honest and hostile ones.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> _content = [0x80, 2];

    public byte[] Done => [.. _content, (byte)'.'];

    public PickleBytes Raw(params byte[] bytes)
    {
        _content.AddRange(bytes);
        return this;
    }

    public PickleBytes Code(string codes) => Raw(Encoding.Latin1.GetBytes(codes));

    public PickleBytes Times(int count, string codes)
    {
        for (int i = 0; i < count; i++)
        {
            Code(codes);
        }

        return this;
    }

    public PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text), length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Code("X").Raw(length).Raw(utf8);
    }

    public PickleBytes Number(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8A, 8).Raw(bytes);
    }

    public PickleBytes Name(string module, string name) => Code($"c{module}\n{name}\n");

    /// <summary>A tensor of float32 in storage "0" of <paramref name="stored"/> elements.</summary>
    public PickleBytes Tensor(long stored, long offset, long[] shape, long[] strides, string storage = "FloatStorage")
    {
        Name("torch._utils", "_rebuild_tensor_v2").Code("((").Text("storage").Name("torch", storage).Text("0").Text("cpu").Number(stored).Code("tQ").Number(offset);
        foreach (long[] sizes in new[] { shape, strides })
        {
            Code("(");
            foreach (long size in sizes)
            {
                Number(size);
            }

            Code("t");
        }

        return Raw(0x89).Name("collections", "OrderedDict").Code(")RtR");
    }

    /// <summary>An archive like those of torch.save, around a pickle.</summary>
    public static byte[] Zip(byte[] pickle, float[]? storage = null, string? byteOrder = null, CompressionLevel level = CompressionLevel.NoCompression, string? more = null)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("any folder/data.pkl", pickle);
            if (storage is not null)
            {
                Add("any folder/data/0", System.Runtime.InteropServices.MemoryMarshal.AsBytes(storage.AsSpan()).ToArray());
            }

            if (byteOrder is not null)
            {
                Add("any folder/byteorder", Encoding.ASCII.GetBytes(byteOrder));
            }

            if (more is not null)
            {
                Add(more, [1]);
            }

            void Add(string name, byte[] content)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
