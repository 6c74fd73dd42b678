namespace Histo.Ssl.Storage.Pytorch;

/// <summary>A Python dictionary, or a namespace object, whose keys have become texts; in the order of the file.</summary>
/// <param name="isNamespace">Whether a state that is set on it is its content (argparse.Namespace) and not a side note (OrderedDict).</param>
internal sealed class PickleMap(bool isNamespace = false) : OrderedDictionary<string, object?>(StringComparer.Ordinal)
{
    public bool IsNamespace { get; } = isNamespace;
}
