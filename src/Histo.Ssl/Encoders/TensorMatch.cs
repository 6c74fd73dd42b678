using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Compares what a file holds with the tensors it is to fill, all of it before the first byte is read.</summary>
internal sealed class TensorMatch
{
    private readonly string _path;
    private readonly List<(StoredTensor Stored, Tensor Target)> _pairs = [];
    private readonly List<TensorDifference> _differences = [];

    /// <param name="path">The file.</param>
    /// <param name="stored">Its tensors that are meant, under the targets' names.</param>
    /// <param name="targets">The tensors to fill.</param>
    /// <param name="rules">What need not agree.</param>
    public TensorMatch(string path, IEnumerable<StoredTensor> stored, IReadOnlyDictionary<string, Tensor> targets, TensorMatchRules rules)
    {
        _path = path;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (StoredTensor each in stored)
        {
            bool wanted = targets.TryGetValue(each.Name, out Tensor? target);
            if (wanted && found.Add(each.Name))
            {
                Compare(each, target!, rules);
            }
            else if (wanted || !rules.MayBeSurplus(each.Name))
            {
                _differences.Add(new TensorDifference(each.Name, each.Type, each.Shape, null, null));
            }
        }

        foreach ((string name, Tensor target) in targets.Where(target => !found.Contains(target.Key)))
        {
            Kept.Add(name);
            if (!rules.MayBeMissing(name))
            {
                _differences.Add(new TensorDifference(name, null, null, TensorBytes.TypeOf(name, target), target.shape));
            }
        }
    }

    /// <summary>Gets how many tensors the file and the targets share by name.</summary>
    public int Shared => _pairs.Count;

    /// <summary>Gets the targets that the file does not fill.</summary>
    public List<string> Kept { get; } = [];

    public IReadOnlyList<TensorDifference> Differences => _differences;

    public void ThrowUnlessExact(string? reading = null)
    {
        if (_differences.Count > 0)
        {
            throw new TensorMismatchException(_path, _differences, reading);
        }
    }

    public void Read()
    {
        foreach ((StoredTensor stored, Tensor target) in _pairs)
        {
            TensorBytes.Read(_path, stored, target);
        }
    }

    private void Compare(StoredTensor stored, Tensor target, TensorMatchRules rules)
    {
        long[] shape = target.shape;
        ElementType type = TensorBytes.TypeOf(stored.Name, target);
        if (!stored.Shape.SequenceEqual(shape) || (stored.Type != type && !rules.MayConvert(stored.Name, stored.Type, type)))
        {
            _differences.Add(new TensorDifference(stored.Name, stored.Type, stored.Shape, type, shape));
        }

        _pairs.Add((stored, target));
    }
}
