using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Compares what a file holds with the tensors it is to fill, all of it before the first byte is read.</summary>
internal sealed class TensorMatch
{
    private readonly SafetensorsReader _file;
    private readonly Func<string, bool> _lenient;
    private readonly List<(TensorEntry Entry, Tensor Target)> _pairs = [];
    private readonly List<string> _missing = [], _unexpected = [], _mismatched = [];

    /// <param name="file">The file.</param>
    /// <param name="entries">Its tensors that are meant, under the targets' names.</param>
    /// <param name="targets">The tensors to fill.</param>
    /// <param name="lenient">Names that may be missing or have another type.</param>
    public TensorMatch(
        SafetensorsReader file, IEnumerable<(string Name, TensorEntry Entry)> entries, IReadOnlyDictionary<string, Tensor> targets, Func<string, bool> lenient)
    {
        _file = file;
        _lenient = lenient;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, TensorEntry entry) in entries)
        {
            if (!targets.TryGetValue(name, out Tensor? target))
            {
                _unexpected.Add(name);
                continue;
            }

            found.Add(name);
            Compare(name, entry, target);
        }

        _missing.AddRange(targets.Keys.Where(name => !found.Contains(name) && !_lenient(name)));
        _missing.Sort(StringComparer.Ordinal);
        _unexpected.Sort(StringComparer.Ordinal);
        _mismatched.Sort(StringComparer.Ordinal);
    }

    public void ThrowUnlessExact()
    {
        if (_missing.Count + _unexpected.Count + _mismatched.Count > 0)
        {
            throw new TensorMismatchException(_file.FilePath, _missing, _unexpected, _mismatched);
        }
    }

    public void Read()
    {
        foreach ((TensorEntry entry, Tensor target) in _pairs)
        {
            TensorBytes.Read(_file, entry, target);
        }
    }

    private void Compare(string name, TensorEntry entry, Tensor target)
    {
        long[] shape = target.shape;
        ElementType type = TensorBytes.TypeOf(name, target);
        if (!entry.Shape.SequenceEqual(shape) || (entry.Type != type && !_lenient(name)))
        {
            _mismatched.Add($"{name}: {Describe(entry.Type, entry.Shape)} in the file, {Describe(type, shape)} wanted");
        }

        _pairs.Add((entry, target));
    }

    private static string Describe(ElementType type, IEnumerable<long> shape) => $"{type} [{string.Join(", ", shape)}]";
}
