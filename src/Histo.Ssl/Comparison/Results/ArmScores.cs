using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>Finds the scores of arms among those of runs.</summary>
internal sealed class ArmScores
{
    private readonly ComparisonPlan _plan;
    private readonly IReadOnlyList<RunScores> _runs;

    public ArmScores(ComparisonPlan plan, IReadOnlyList<RunScores> runs)
    {
        (_plan, _runs) = (plan, runs);
        Cells = [.. runs.Where(run => !run.Run.IsColourHistogram && !run.Run.IsUntrained).Select(run => (run.Run.Encoder, run.Run.Objective)).Distinct()];
    }

    /// <summary>Encoders with the objectives that train them.</summary>
    public IReadOnlyList<(string Encoder, string Objective)> Cells { get; }

    /// <summary>The names of a task's scores, in the order of the judge.</summary>
    public IReadOnlyList<string> Names(string task) => [.. _runs.SelectMany(run => run.Tasks).Where(each => each.Task == task).SelectMany(each => each.Scores.Keys).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<ArmScore> All() =>
    [
        .. from task in _plan.Tasks
           from score in Names(task.Name)
           from runs in _runs.GroupBy(run => (run.Run.Encoder, run.Run.Objective, run.Run.Arm))
           let values = runs.Select(run => Find(run, task.Name, score)?.Value()).OfType<double>().ToArray()
           where values.Length > 0
           select new ArmScore { Task = task.Name, Score = score, Encoder = runs.Key.Encoder, Objective = runs.Key.Objective, Arm = runs.Key.Arm, Values = values },
    ];

    /// <summary>The scores of two arms for the seeds that both have; the histogram has every seed.</summary>
    public (IReadOnlyList<GroupedScore> First, IReadOnlyList<GroupedScore> Second) Pair(string encoder, string objective, string first, string second, string task, string score)
    {
        List<GroupedScore> a = [], b = [];
        foreach (ulong seed in _plan.Seeds)
        {
            if (Of(encoder, objective, first, seed, task, score) is { } one && Of(encoder, objective, second, seed, task, score) is { } other && one.Value() is not null && other.Value() is not null)
            {
                a.Add(one);
                b.Add(other);
            }
        }

        return (a, b);
    }

    private static GroupedScore? Find(RunScores run, string task, string score) => run.Tasks.FirstOrDefault(each => each.Task == task)?.Scores.GetValueOrDefault(score);

    private GroupedScore? Of(string encoder, string objective, string arm, ulong seed, string task, string score)
    {
        ComparisonRun wanted = arm switch
        {
            ComparisonRun.ColourHistogramName => new ComparisonRun(arm, string.Empty, string.Empty, 0),
            ComparisonRun.UntrainedName => new ComparisonRun(encoder, arm, string.Empty, seed),
            _ => new ComparisonRun(encoder, objective, arm, seed),
        };
        return _runs.FirstOrDefault(run => run.Run == wanted) is { } found ? Find(found, task, score) : null;
    }
}
