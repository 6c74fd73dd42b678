namespace Histo.Ssl.Comparison;

/// <summary>Scores what a run of a comparison learnt. Implementations keep no state between calls; several runs are judged at once.</summary>
public interface IComparisonJudge
{
    /// <summary>Gets the name that tasks of a plan ask for it by.</summary>
    string Kind { get; }

    /// <summary>Checks the options of a task before anything is trained.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="HistoException">HS0001, HS1890: an option is unknown or out of range.</exception>
    void Validate(ComparisonTask task);

    /// <summary>Returns whether a run can be judged: some judges need an encoder.</summary>
    /// <param name="run">The run.</param>
    bool CanJudge(ComparisonRun run);

    /// <summary>Scores a run.</summary>
    /// <param name="run">The run and its cohorts.</param>
    /// <param name="task">The task.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Scores by name, and what a reader should know.</returns>
    /// <exception cref="HistoException">The run cannot be judged; the comparison goes on without it and says so.</exception>
    JudgedScores Judge(JudgedRun run, ComparisonTask task, CancellationToken cancellation);
}
