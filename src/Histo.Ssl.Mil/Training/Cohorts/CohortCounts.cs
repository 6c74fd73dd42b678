namespace Histo.Ssl.Mil.Training;

/// <summary>What was found when features and labels were brought together. Nothing is left out in silence.</summary>
public sealed record CohortCounts
{
    /// <summary>Gets the number of bags with features and label.</summary>
    public int Bags { get; init; }

    /// <summary>Gets the slides with features but without a row in the table of labels.</summary>
    public IReadOnlyList<string> WithoutLabel { get; init; } = [];

    /// <summary>Gets the slides or patients of the table of labels that have no features.</summary>
    public IReadOnlyList<string> WithoutFeatures { get; init; } = [];

    /// <summary>Gets the slides whose feature file has no tile.</summary>
    public IReadOnlyList<string> Empty { get; init; } = [];

    /// <summary>Gets the rows of the table of labels that name no label.</summary>
    public int RowsWithoutLabel { get; init; }

    /// <summary>Gets whether the table names patients.</summary>
    /// <value>False: every slide counts as a patient of its own.</value>
    public bool PatientsKnown { get; init; }

    /// <summary>Returns a sentence for people.</summary>
    public string Describe() =>
        $"{Bags} bags with features and label; features without label: {List(WithoutLabel)}; labels without features: {List(WithoutFeatures)}; slides without tiles: {List(Empty)}; rows without label: {RowsWithoutLabel}.";

    private static string List(IReadOnlyList<string> names) =>
        names.Count == 0 ? "0" : $"{names.Count} ({string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", ..." : string.Empty)})";
}
