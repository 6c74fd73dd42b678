using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Comparison;

/// <summary>How the runs of a comparison are executed; nothing here changes a result.</summary>
public sealed record ComparisonExecution
{
    /// <summary>Gets how many runs are trained and judged at once, each on a thread of its own.</summary>
    /// <value>1 to 64; 1 (default). With several, let the plan set <c>training.computeThreads</c> to 1.</value>
    [Range(1, 64)]
    public int Jobs { get; init; } = 1;

    /// <summary>Gets whether the folders of finished runs keep their weights and checkpoints; the scores are kept in any case.</summary>
    /// <value>True (default). False saves disk, and a new task then trains again.</value>
    public bool KeepRuns { get; init; } = true;
}
