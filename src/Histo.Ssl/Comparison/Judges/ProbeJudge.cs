using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;

namespace Histo.Ssl.Comparison;

/// <summary>Judges by the probes of <see cref="ProbeRunner"/>; the task's options are those of <see cref="ProbeOptions"/>.</summary>
/// <remarks>Scores: "auc", "balancedAccuracy", "accuracy" (logistic), "knnAuc", "fewShot1" and so on, "nmi". With every group once they equal the figures of <see cref="ProbeReport"/>.</remarks>
public sealed class ProbeJudge : IComparisonJudge
{
    /// <inheritdoc/>
    public string Kind => "probe";

    /// <inheritdoc/>
    public void Validate(ComparisonTask task) => _ = new ProbeRunner(Options(task));

    /// <inheritdoc/>
    public bool CanJudge(ComparisonRun run) => true;

    /// <inheritdoc/>
    public JudgedScores Judge(JudgedRun run, ComparisonTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(task);
        var runner = new ProbeRunner(Options(task));
        var scores = new ProbeScoreCollector();
        EmbeddingSet set = run.Embed(task.Cohort, task.Colour, cancellation);
        ProbeReport report = task.Test is { } test
            ? runner.FitAndTest(set, run.Embed(test, task.Colour, cancellation), scores, cancellation)
            : runner.CrossValidate(set, scores, cancellation);
        return new JudgedScores(scores.Build(), report.Notes);
    }

    private static ProbeOptions Options(ComparisonTask task) => ClassifierScores.Options(task, ComparisonJson.Default.ProbeOptions);
}
