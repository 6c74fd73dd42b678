namespace Histo.Ssl.Encoders;

/// <summary>HS1502: what a tensor file holds does not fit what it is loaded into. Nothing has been changed.</summary>
/// <remarks>The message shows the first few names of each kind with their types and shapes; the properties hold all.</remarks>
public sealed class TensorMismatchException : HistoException
{
    private const int Shown = 8;

    /// <summary>Creates the error.</summary>
    /// <param name="path">The tensor file.</param>
    /// <param name="differences">All differences, in any order.</param>
    /// <param name="reading">How the file was read, for example which mapping and part; null when there is nothing to tell.</param>
    public TensorMismatchException(string path, IReadOnlyList<TensorDifference> differences, string? reading = null)
        : this(path, [.. differences.OrderBy(each => each.Name, StringComparer.Ordinal)], Missed(differences), Surplus(differences), Others(differences), reading)
    {
    }

    private TensorMismatchException(
        string path, IReadOnlyList<TensorDifference> differences, IReadOnlyList<TensorDifference> missing, IReadOnlyList<TensorDifference> unexpected, IReadOnlyList<TensorDifference> others, string? reading)
        : base(
            ErrorCodes.TensorMismatch,
            "the tensors of the file do not fit" + (reading is null ? string.Empty : $", read as {reading}"),
            path,
            $"missing {List(missing)}; unexpected {List(unexpected)}; different {List(others)}",
            "the same names, shapes and types",
            "Check that the file belongs to this architecture. Names can be mapped, taken from a part of the file, or left out: see docs/weights.md.")
    {
        Differences = differences;
        Missing = [.. missing.Select(each => each.Name)];
        Unexpected = [.. unexpected.Select(each => each.Name)];
        Mismatched = [.. others.Select(each => each.ToString())];
    }

    /// <summary>Gets every difference with both types and shapes, in the order of the names.</summary>
    public IReadOnlyList<TensorDifference> Differences { get; }

    /// <summary>Gets the names that are wanted and not in the file.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Gets the names in the file that nothing asks for.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Gets the names whose shape or type differs, each followed by what is in the file and what is wanted.</summary>
    public IReadOnlyList<string> Mismatched { get; }

    private static TensorDifference[] Missed(IReadOnlyList<TensorDifference> all) => Sorted(all, each => each.IsMissing);

    private static TensorDifference[] Surplus(IReadOnlyList<TensorDifference> all) => Sorted(all, each => each.IsUnexpected);

    private static TensorDifference[] Others(IReadOnlyList<TensorDifference> all) => Sorted(all, each => !each.IsMissing && !each.IsUnexpected);

    private static TensorDifference[] Sorted(IReadOnlyList<TensorDifference> all, Func<TensorDifference, bool> kind) => [.. all.Where(kind).OrderBy(each => each.Name, StringComparer.Ordinal)];

    private static string List(IReadOnlyList<TensorDifference> list) => list.Count switch
    {
        0 => "none",
        <= Shown => $"{list.Count} ({string.Join("; ", list)})",
        _ => $"{list.Count} ({string.Join("; ", list.Take(Shown))}; and {list.Count - Shown} more)",
    };
}
