using System.Buffers.Binary;
using System.IO.Compression;

namespace Histo.Evidence;

/// <summary>Handwritten digits of 28 x 28 grey pixels, as the IDX files of MNIST hold them.</summary>
internal sealed class MnistDigits
{
    public const int Pixels = 28 * 28;

    private readonly byte[] _images, _labels;

    private MnistDigits(byte[] images, byte[] labels) => (_images, _labels) = (images, labels);

    public int Count => _labels.Length;

    /// <summary>Reads the digits of the data folder.</summary>
    public static MnistDigits Load(string data)
    {
        byte[] images = Read(Path.Combine(data, "mnist-t10k", "images-idx3-ubyte.gz"), 0x803, 16), labels = Read(Path.Combine(data, "mnist-t10k", "labels-idx1-ubyte.gz"), 0x801, 8);
        return images.Length == labels.Length * Pixels ? new MnistDigits(images, labels) : throw new InvalidDataException($"{images.Length} pixels for {labels.Length} digits");
    }

    public int Label(int digit) => _labels[digit];

    public ReadOnlySpan<byte> Image(int digit) => _images.AsSpan(digit * Pixels, Pixels);

    private static byte[] Read(string path, int magic, int header)
    {
        using var unzipped = new MemoryStream();
        using (FileStream file = File.OpenRead(path))
        using (var zip = new GZipStream(file, CompressionMode.Decompress))
        {
            zip.CopyTo(unzipped);
        }

        byte[] bytes = unzipped.ToArray();
        return BinaryPrimitives.ReadInt32BigEndian(bytes) == magic ? bytes[header..] : throw new InvalidDataException($"{path} is no IDX file of the expected kind");
    }
}
