using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;

namespace Histo.Ssl.Comparison;

/// <summary>Judges by the linear evaluation of <see cref="LinearProbeRunner"/>; kind "linear", options as <see cref="LinearProbeOptions"/>.</summary>
/// <remarks>Scores: "auc", "balancedAccuracy", "accuracy".</remarks>
public sealed class LinearJudge : IComparisonJudge
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public void Validate(ComparisonTask task) => _ = new LinearProbeRunner(Options(task));

    /// <inheritdoc/>
    public bool CanJudge(ComparisonRun run) => true;

    /// <inheritdoc/>
    public JudgedScores Judge(JudgedRun run, ComparisonTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(task);
        var runner = new LinearProbeRunner(Options(task));
        EmbeddingSet set = run.Embed(task.Cohort, task.Colour, cancellation);
        return ClassifierScores.Of(task.Test is { } test
            ? runner.FitAndTest(set, run.Embed(test, task.Colour, cancellation), cancellationToken: cancellation)
            : runner.CrossValidate(set, cancellationToken: cancellation));
    }

    private static LinearProbeOptions Options(ComparisonTask task) => ClassifierScores.Options(task, ComparisonJson.Default.LinearProbeOptions);
}
