using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Parameters and buffers of a module in a file, under PyTorch's names. Written as safetensors; read from safetensors and from files of torch.save (.pt, .pth).</summary>
/// <remarks>Names must be the module's, but for a prefix. Files of other projects with names of their own are loaded by <see cref="EncoderWeights"/>.</remarks>
public static class WeightFile
{
    /// <summary>Writes a module's parameters and persistent buffers, in their own element types, as safetensors; an existing file is replaced.</summary>
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
    /// <param name="path">The file: safetensors, or one of torch.save. The content decides, not the ending. Nothing in it is ever executed.</param>
    /// <param name="options">The part of the file, prefix and names to leave out; null for none.</param>
    /// <remarks>
    /// Names, shapes and types are compared first, all of them. A missing <c>num_batches_tracked</c> is accepted, as in PyTorch: files of its early versions lack this counter, and it does not
    /// influence the output.
    /// </remarks>
    /// <exception cref="TensorMismatchException">HS1502: names, shapes or types differ; the module is unchanged.</exception>
    /// <exception cref="HistoException">
    /// HS0003, HS0006: the file is missing or damaged. HS0007: it refers to Python code. HS0008: it is of a kind that is not read. HS1521: it has no such part.
    /// </exception>
    public static void Load(nn.Module module, string path, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new WeightLoadOptions();
        using WeightSource source = WeightSource.Open(path);
        if (!source.Has(options.Section))
        {
            throw new HistoException(ErrorCodes.NoWeights, "the file has no such part", path, source.Contents(), options.Section, "Name a dictionary of the file in WeightLoadOptions.Section.");
        }

        var targets = module.state_dict().Where(pair => !options.Ignores(pair.Key)).ToDictionary(StringComparer.Ordinal);
        IEnumerable<StoredTensor> stored = source.Tensors(options.Section)
            .Where(tensor => tensor.Name.StartsWith(options.Prefix, StringComparison.Ordinal))
            .Select(tensor => tensor with { Name = tensor.Name[options.Prefix.Length..] })
            .Where(tensor => !options.Ignores(tensor.Name));
        var match = new TensorMatch(path, stored, targets, TensorMatchRules.Weights);
        match.ThrowUnlessExact();
        match.Read();
    }
}
