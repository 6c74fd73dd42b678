namespace Histo.Ssl.Comparison;

/// <summary>A run with everything that is known about it.</summary>
internal sealed record RunScores
{
    public required ComparisonRun Run { get; init; }

    /// <summary>Hash of the options that change a result; empty for the histogram.</summary>
    public required string OptionsHash { get; init; }

    public IReadOnlyList<JudgedTask> Tasks { get; init; } = [];

    /// <summary>Null: it ended well.</summary>
    public string? Error { get; init; }

    public double? TrainingSeconds { get; init; }
}
