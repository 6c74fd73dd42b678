using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>Judges by <see cref="FineTuning"/>; kind "finetune", options as <see cref="FineTuningOptions"/>. The seed of a run is added to its seed.</summary>
/// <remarks>Scores: "auc", "balancedAccuracy", "accuracy". The histogram of colours has nothing to fine-tune and is not judged.</remarks>
public sealed class FineTuneJudge : IComparisonJudge
{
    /// <inheritdoc/>
    public string Kind => "finetune";

    /// <inheritdoc/>
    public void Validate(ComparisonTask task) => _ = new FineTuning(Options(task));

    /// <inheritdoc/>
    public bool CanJudge(ComparisonRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return !run.IsColourHistogram;
    }

    /// <inheritdoc/>
    public JudgedScores Judge(JudgedRun run, ComparisonTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(task);
        FineTuningOptions options = Options(task);
        options.Seed += run.Run.Seed;
        var tuning = new FineTuning(options);
        return ClassifierScores.Of(task.Test is { } test
            ? tuning.FitAndTest(run.Encoder!, run.Pixels(task.Cohort, task.Colour), run.Pixels(test, task.Colour), cancellationToken: cancellation)
            : tuning.CrossValidate(run.Encoder!, run.Pixels(task.Cohort, task.Colour), cancellationToken: cancellation));
    }

    private static FineTuningOptions Options(ComparisonTask task) => ClassifierScores.Options(task, ComparisonJson.Default.FineTuningOptions);
}
