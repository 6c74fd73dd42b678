using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>Content of a file of scores: one run judged in one way.</summary>
internal sealed record JudgedTask
{
    /// <summary>Hash of everything that the scores depend on.</summary>
    public required string Key { get; init; }

    public required string Task { get; init; }

    public required IReadOnlyDictionary<string, GroupedScore> Scores { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Null: it was judged.</summary>
    public string? Error { get; init; }

    public required double Seconds { get; init; }
}
