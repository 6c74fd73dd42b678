namespace Histo.Ssl.Encoders;

/// <summary>HS1502: what a tensor file holds does not fit what it is loaded into. Nothing has been changed.</summary>
public sealed class TensorMismatchException : HistoException
{
    private const int Shown = 8;

    /// <summary>Creates the error.</summary>
    /// <param name="path">The tensor file.</param>
    /// <param name="missing">Names that are wanted and not in the file.</param>
    /// <param name="unexpected">Names in the file that nothing asks for.</param>
    /// <param name="mismatched">Names whose shape or type differs, each with both values.</param>
    public TensorMismatchException(string path, IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> mismatched)
        : base(
            ErrorCodes.TensorMismatch,
            "the tensors of the file do not fit",
            path,
            $"missing {List(missing)}; unexpected {List(unexpected)}; different {List(mismatched)}",
            "the same names, shapes and types",
            "Check that the file belongs to this architecture; a prefix and names to ignore can be given when weights are loaded.")
    {
        Missing = missing;
        Unexpected = unexpected;
        Mismatched = mismatched;
    }

    /// <summary>Gets the names that are wanted and not in the file.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Gets the names in the file that nothing asks for.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Gets the names whose shape or type differs, each followed by what is in the file and what is wanted.</summary>
    public IReadOnlyList<string> Mismatched { get; }

    // The message shows the first few; the properties hold all.
    private static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "none",
        <= Shown => $"{names.Count} ({string.Join(", ", names)})",
        _ => $"{names.Count} ({string.Join(", ", names.Take(Shown))}, ...)",
    };
}
