namespace Histo.Ssl.Encoders;

/// <summary>What was loaded from a file of weights, and how. Worth a line in a log: it says what was left out.</summary>
public sealed record LoadedWeights
{
    /// <summary>Gets the file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the format: "safetensors" or "PyTorch".</summary>
    public required string Format { get; init; }

    /// <summary>Gets the mapping that fitted; see <see cref="WeightMapping.Name"/>.</summary>
    public required string Mapping { get; init; }

    /// <summary>Gets the dictionary of the file that the weights were in; empty for the whole file.</summary>
    public required string Section { get; init; }

    /// <summary>Gets the text that was taken off the names.</summary>
    public required string Prefix { get; init; }

    /// <summary>Gets the number of tensors that were filled.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the tensors of the section that were left out, with types and shapes: heads, a second network.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Gets the names of the module that kept their values.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>Gets remarks on what was changed on the way, for example a position table that was resized.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Says it in one line.</summary>
    public override string ToString() =>
        $"{Count} tensors of {Path} ({Format}, {Describe(Mapping, Section, Prefix)}); {LeftOut.Count} left out, {Kept.Count} kept{string.Concat(Remarks.Select(remark => "; " + remark))}";

    internal static string Describe(string mapping, string section, string prefix) =>
        $"mapping '{mapping}'{(section.Length > 0 ? $", part '{section}'" : string.Empty)}{(prefix.Length > 0 ? $", prefix '{prefix}'" : string.Empty)}";
}
