using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Parameters and buffers of a module in a safetensors file, under PyTorch's names.</summary>
public static class WeightFile
{
    /// <summary>Writes a module's parameters and persistent buffers, in their own element types; an existing file is replaced.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Text values to keep beside the weights.</param>
    /// <exception cref="HistoException">HS1503: a tensor has a type that the format does not know.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        TensorFile.Save(path, module.state_dict().Select(pair => (pair.Key, pair.Value)), metadata);
    }

    /// <summary>Fills a module's parameters and buffers from a file, in place: the parameter objects stay the same, so an optimiser keeps working.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Prefix and names to leave out; null for none.</param>
    /// <remarks>
    /// Names, shapes and types are compared first, all of them. A missing <c>num_batches_tracked</c> is accepted, as in PyTorch: files of its early versions lack this counter, and it does not
    /// influence the output.
    /// </remarks>
    /// <exception cref="TensorMismatchException">HS1502: names, shapes or types differ; the module is unchanged.</exception>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged.</exception>
    public static void Load(nn.Module module, string path, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new WeightLoadOptions();
        using var file = new SafetensorsReader(path);
        var targets = module.state_dict().Where(pair => !options.Ignores(pair.Key)).ToDictionary(StringComparer.Ordinal);
        var entries = file.Entries.Values
            .Where(entry => entry.Name.StartsWith(options.Prefix, StringComparison.Ordinal))
            .Select(entry => (Name: entry.Name[options.Prefix.Length..], entry))
            .Where(pair => !options.Ignores(pair.Name));
        var match = new TensorMatch(file, entries, targets, IsBatchCounter);
        match.ThrowUnlessExact();
        match.Read();
    }

    internal static bool IsBatchCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
