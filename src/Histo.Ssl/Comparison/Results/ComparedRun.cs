namespace Histo.Ssl.Comparison;

/// <summary>A run of a comparison and its scores.</summary>
public sealed record ComparedRun
{
    /// <summary>Gets the cell of the grid.</summary>
    public required ComparisonRun Cell { get; init; }

    /// <summary>Gets the hash of the options that change a result; empty for the histogram.</summary>
    public required string OptionsHash { get; init; }

    /// <summary>Gets the scores by task and name; null where a score is not defined.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double?>> Scores { get; init; }

    /// <summary>Gets what a reader should know, by task.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Notes { get; init; }

    /// <summary>Gets why the run, or a task of it, failed.</summary>
    /// <value>Empty: it did not.</value>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Gets the seconds of training; null when it was trained by an earlier call.</summary>
    public required double? TrainingSeconds { get; init; }

    /// <summary>Gets the seconds of judging.</summary>
    public required double JudgingSeconds { get; init; }
}
