using Histo.Ssl.Storage;

namespace Histo.Ssl.Encoders;

/// <summary>What need not agree between a file and what it is loaded into.</summary>
/// <param name="MayBeMissing">Names that the file may lack.</param>
/// <param name="MayBeSurplus">Names that nothing need ask for.</param>
/// <param name="MayConvert">Whether a tensor of the first type may fill one of the second.</param>
internal sealed record TensorMatchRules(Func<string, bool> MayBeMissing, Func<string, bool> MayBeSurplus, Func<string, ElementType, ElementType, bool> MayConvert)
{
    /// <summary>Everything must agree.</summary>
    public static TensorMatchRules Exact { get; } = new(_ => false, _ => false, (_, _, _) => false);

    /// <summary>Only the counters of batch normalisation may be missing or have another type: files of PyTorch's early versions lack them, and they do not influence the output.</summary>
    public static TensorMatchRules Weights { get; } = new(IsBatchCounter, _ => false, (name, _, _) => IsBatchCounter(name));

    /// <summary>Like <see cref="Weights"/>; also, floating types are converted and the given names may be on one side only.</summary>
    public static TensorMatchRules Import(IReadOnlyList<string> optional) =>
        new(name => IsBatchCounter(name) || optional.Contains(name), optional.Contains, (name, from, to) => IsBatchCounter(name) || (IsFloating(from) && IsFloating(to)));

    public static bool IsBatchCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    private static bool IsFloating(ElementType type) => type is ElementType.F64 or ElementType.F32 or ElementType.F16 or ElementType.BF16;
}
