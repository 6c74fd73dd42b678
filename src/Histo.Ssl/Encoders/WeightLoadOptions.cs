namespace Histo.Ssl.Encoders;

/// <summary>Which of a file's tensors are a module's weights.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>Gets the dictionary of a PyTorch file that holds the weights, for example "state_dict" or "teacher"; keys of nested dictionaries are joined by dots.</summary>
    /// <value>Empty (default): the whole file. Safetensors have no parts.</value>
    public string Section { get; init; } = string.Empty;

    /// <summary>Gets the text in front of the names in the file, for example "backbone." or "module.": it is taken off, and names without it are not looked at.</summary>
    /// <value>Empty (default): all names as they are.</value>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Gets beginnings of names (without <see cref="Prefix"/>) that may be in the file or in the module only and are not loaded, for example "fc.".</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    internal bool Ignores(string name) => Ignore.Any(start => name.StartsWith(start, StringComparison.Ordinal));
}
