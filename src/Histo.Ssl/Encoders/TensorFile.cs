using Histo.Ssl.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Named tensors in a safetensors file: optimiser state, buffers, embeddings. For a module's weights use <see cref="WeightFile"/>.</summary>
/// <remarks>Element types are kept. Files are written atomically and depend on the content only; memory is copied, never looped over.</remarks>
public static class TensorFile
{
    /// <summary>Writes tensors to a file; an existing file is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Unique names with their tensors, on any device; gradients are not kept. None is disposed.</param>
    /// <param name="metadata">Text values to keep beside them, for example JSON.</param>
    /// <exception cref="HistoException">HS1503: a tensor has a type that the format does not know.</exception>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var writer = new SafetensorsWriter();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"Two tensors have the name '{name}'.", nameof(tensors));
            }

            writer.Add(name, TensorBytes.TypeOf(name, tensor), tensor.shape, stream => TensorBytes.Visit(tensor, stream.Write), tensor.numel());
        }

        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>())
        {
            writer.WithMetadata(key, value);
        }

        writer.Save(path);
    }

    /// <summary>Reads all tensors of a file into new tensors on the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name; the caller disposes them (they belong to its dispose scope when one is open).</returns>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged. HS1503: it holds a type that torch does not have.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using var file = new SafetensorsReader(path);
        using DisposeScope scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (TensorEntry entry in file.Entries.Values)
        {
            Tensor tensor = empty([.. entry.Shape], dtype: TensorBytes.TypeOf(path, entry.Name, entry.Type));
            TensorBytes.Read(path, file.Stored(entry), tensor);
            tensors.Add(entry.Name, tensor);
        }

        foreach (Tensor tensor in tensors.Values)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return tensors;
    }

    /// <summary>Reads a file into tensors that exist already, in place and without gradient.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targets">Tensors by name, on any device: exactly the file's names, shapes and types.</param>
    /// <exception cref="TensorMismatchException">HS1502: names, shapes or types differ; no target has been changed.</exception>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged.</exception>
    public static void LoadInto(string path, IReadOnlyDictionary<string, Tensor> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var file = new SafetensorsReader(path);
        var match = new TensorMatch(path, file.Entries.Values.Select(file.Stored), targets, TensorMatchRules.Exact);
        match.ThrowUnlessExact();
        match.Read();
    }

    /// <summary>Reads the text values of a file without its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = new SafetensorsReader(path);
        return file.Metadata;
    }
}
