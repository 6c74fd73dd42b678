using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;

namespace Histo.Ssl.Encoders;

/// <summary>A file with named tensors, whatever its format: safetensors, or either format of torch.save. The content decides, not the ending.</summary>
internal abstract class WeightSource(string path, string format) : IDisposable
{
    public string Path => path;

    public string Format => format;

    /// <summary>Gets the text values beside the tensors; PyTorch files have none.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="HistoException">HS0003, HS0006, HS0007, HS0008: the file cannot be read.</exception>
    public static WeightSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LooksLikePytorch(path) ? new Pickled(new PytorchReader(path)) : new Flat(new SafetensorsReader(path));
    }

    /// <summary>Whether the file has a part of that name; the empty name is the whole file.</summary>
    public abstract bool Has(string section);

    /// <summary>Lists the tensors of a part, under their names within it.</summary>
    public abstract IReadOnlyList<StoredTensor> Tensors(string section);

    /// <summary>Says in short what the file holds.</summary>
    public abstract string Contents();

    /// <inheritdoc/>
    public abstract void Dispose();

    // An archive, or a pickle (0x80, protocol). Safetensors begin with a length below 2^32 and a brace: bytes 4 to 7 are zero, which no pickle's are.
    private static bool LooksLikePytorch(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[9];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head[..read] is [(byte)'P', (byte)'K', 3, 4, ..] || (head[..read] is [0x80, < 6, ..] && head[..read] is not [.., 0, 0, 0, 0, (byte)'{']);
    }

    private sealed class Flat(SafetensorsReader file) : WeightSource(file.FilePath, "safetensors")
    {
        public override IReadOnlyDictionary<string, string> Metadata => file.Metadata;

        public override bool Has(string section) => section.Length == 0;

        public override IReadOnlyList<StoredTensor> Tensors(string section) => Has(section) ? [.. file.Entries.Values.Select(file.Stored)] : [];

        public override string Contents() => $"{file.Entries.Count} tensors";

        public override void Dispose() => file.Dispose();
    }

    private sealed class Pickled(PytorchReader file) : WeightSource(file.FilePath, "PyTorch")
    {
        private const int Shown = 20;

        public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public override bool Has(string section) => section.Length == 0 || (file.TryGetValue(section, out object? part) && part is IReadOnlyDictionary<string, object?>);

        public override IReadOnlyList<StoredTensor> Tensors(string section) => [.. file.Tensors(section).Select(pair => file.Stored(pair.Key, pair.Value))];

        public override string Contents() => file.Root is IReadOnlyDictionary<string, object?> map
            ? string.Join(", ", map.Take(Shown).Select(pair => $"{pair.Key} ({Kind(pair.Value)})")) + (map.Count > Shown ? $", and {map.Count - Shown} more" : string.Empty)
            : Kind(file.Root);

        public override void Dispose() => file.Dispose();

        private static string Kind(object? value) => value switch
        {
            null => "nothing",
            PytorchTensor tensor => $"{tensor.Type} [{string.Join(", ", tensor.Shape)}]",
            IReadOnlyDictionary<string, object?> map => $"dictionary of {map.Count}",
            IReadOnlyList<object?> list => $"list of {list.Count}",
            string => "text",
            _ => "number",
        };
    }
}
