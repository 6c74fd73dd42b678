using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Finds the way to read a file into a module: the first that fits in every name and shape, or the nearest, for the report.</summary>
internal sealed class WeightSearch(WeightSource source, nn.Module module, bool resizePositions)
{
    private readonly Dictionary<string, Tensor> _targets = module.state_dict();

    /// <param name="mappings">What is tried; null for all that are meant for such a module.</param>
    public LoadedWeights Load(IReadOnlyList<WeightMapping>? mappings)
    {
        WeightReading? nearest = null;
        foreach (WeightReading reading in mappings is null ? Unasked() : Readings(mappings))
        {
            if (reading.Fits)
            {
                return reading.Load();
            }

            nearest = nearest is null || reading.Nearness.CompareTo(nearest.Nearness) > 0 ? reading : nearest;
        }

        if (nearest is null)
        {
            throw new HistoException(ErrorCodes.NoWeights, "the file holds no tensors where weights are looked for", source.Path, source.Contents(), "a dictionary of tensors", "See docs/weights.md for mappings with other sections.");
        }

        nearest.ThrowUnlessFitting();
        throw new HistoException(ErrorCodes.NoWeights, "the module has no tensor that the file could fill", source.Path, source.Contents());
    }

    private IEnumerable<WeightReading> Unasked() =>
        Readings(WeightMappings.All.Where(mapping => mapping.ForModulesWith is null || _targets.ContainsKey(mapping.ForModulesWith)).Append(WeightMappings.Plain))
            .Where(reading => reading.IsRecognised);

    private IEnumerable<WeightReading> Readings(IEnumerable<WeightMapping> mappings) =>
        from mapping in mappings
        from section in mapping.Sections
        where source.Has(section)
        let names = source.Tensors(section).Select(tensor => tensor.Name).ToArray()
        where names.Length > 0
        from prefix in mapping.Prefixes
        where names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))
        select new WeightReading(source, mapping, section, prefix, _targets, resizePositions);
}
