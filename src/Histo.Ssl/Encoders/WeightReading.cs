using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>One way to read a file into a module: a mapping with one of its sections and prefixes.</summary>
internal sealed class WeightReading
{
    private const string Positions = "pos_embed";
    private readonly WeightSource _source;
    private readonly WeightMapping _mapping;
    private readonly string _section, _prefix;
    private readonly List<string> _leftOut = [], _remarks = [];
    private readonly TensorMatch _match;

    public WeightReading(WeightSource source, WeightMapping mapping, string section, string prefix, IReadOnlyDictionary<string, Tensor> targets, bool resizePositions)
    {
        _source = source;
        _mapping = mapping;
        _section = section;
        _prefix = prefix;
        var named = new List<StoredTensor>();
        foreach (StoredTensor each in source.Tensors(section))
        {
            string? name = each.Name.StartsWith(prefix, StringComparison.Ordinal) ? mapping.Map(each.Name[prefix.Length..]) : null;
            if (name is null)
            {
                _leftOut.Add($"{each.Name}: {each.Type} [{string.Join(", ", each.Shape)}]");
                continue;
            }

            StoredTensor stored = each with { Name = name };
            named.Add(name == Positions && targets.TryGetValue(name, out Tensor? target)
                ? PositionFit.Fit(source.Path, stored, target.shape, mapping.PositionsWithoutClass, resizePositions, _remarks)
                : stored);
        }

        IsRecognised = mapping.ForFilesWith is null || named.Any(each => each.Name == mapping.ForFilesWith);
        _match = new TensorMatch(source.Path, named, targets, TensorMatchRules.Import(mapping.Optional));
    }

    public bool Fits => _match.Shared > 0 && _match.Differences.Count == 0;

    /// <summary>Gets whether the file has what tells the mapping's files from others.</summary>
    public bool IsRecognised { get; }

    /// <summary>Gets how near it comes: first by what is found, then by what differs.</summary>
    public (int Shared, int Differences) Nearness => (_match.Shared, -_match.Differences.Count);

    public void ThrowUnlessFitting() => _match.ThrowUnlessExact(LoadedWeights.Describe(_mapping.Name, _section, _prefix));

    public LoadedWeights Load()
    {
        _match.Read();
        return new LoadedWeights
        {
            Path = _source.Path,
            Format = _source.Format,
            Mapping = _mapping.Name,
            Section = _section,
            Prefix = _prefix,
            Count = _match.Shared,
            LeftOut = _leftOut,
            Kept = _match.Kept,
            Remarks = _remarks,
        };
    }
}
