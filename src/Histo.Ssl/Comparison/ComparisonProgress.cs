using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>How far a comparison is. Told on the threads of the runs.</summary>
public readonly record struct ComparisonProgress
{
    /// <summary>Gets the number of finished runs, those of earlier calls included.</summary>
    public required int Done { get; init; }

    /// <summary>Gets the number of runs of the plan.</summary>
    public required int Total { get; init; }

    /// <summary>Gets the name of the run that this is about.</summary>
    public required string Run { get; init; }

    /// <summary>Gets what it is doing: "training", the name of a task, "finished" or "failed".</summary>
    public required string Stage { get; init; }

    /// <summary>Gets the step that was made; null outside of training.</summary>
    public PretrainProgress? Training { get; init; }

    /// <summary>Gets why the run failed; null if it did not.</summary>
    public string? Error { get; init; }
}
