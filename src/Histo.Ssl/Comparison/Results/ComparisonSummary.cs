using Histo.Ssl.Evaluation;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>From the scores of runs to the scores and differences of arms.</summary>
internal static class ComparisonSummary
{
    public static ComparisonResult Of(ComparisonPlan plan, IReadOnlyList<RunScores> runs, CohortShelf cohorts)
    {
        var scores = new ArmScores(plan, runs);
        return new ComparisonResult
        {
            Plan = plan,
            Versions = RunVersions.Current(),
            Cohorts = [.. plan.Cohorts.Keys.Where(name => plan.Pretrain == name || plan.Tasks.Any(task => task.Cohort == name || task.Test == name)).Select(name => Describe(name, cohorts, ComparisonGrid.Options(plan, runs[0].Run)))],
            Runs = [.. runs.Select(Describe)],
            Scores = scores.All(),
            Differences = [.. Differences(plan, scores)],
        };
    }

    private static IEnumerable<ArmDifference> Differences(ComparisonPlan plan, ArmScores scores) =>
        from cell in scores.Cells
        from sampler in plan.Samplers
        from second in new[] { plan.Baseline, plan.Control, ComparisonRun.UntrainedName, ComparisonRun.ColourHistogramName }.OfType<string>().Distinct(StringComparer.Ordinal)
        where second != sampler.Name && !(sampler.Name == plan.Baseline && second == plan.Control)
        from task in plan.Tasks
        from score in scores.Names(task.Name)
        let pair = scores.Pair(cell.Encoder, cell.Objective, sampler.Name, second, task.Name, score)
        where pair.First.Count > 0
        select new ArmDifference
        {
            Task = task.Name, Score = score, Encoder = cell.Encoder, Objective = cell.Objective, First = sampler.Name, Second = second, Distance = sampler.Distance,
            Result = PairedBootstrap.Compare(pair.First, pair.Second, plan.Resamples),
        };

    private static ComparedCohort Describe(string name, CohortShelf cohorts, PretrainOptions options)
    {
        TilingResult tiling = cohorts.Tiling(name, options);
        TileSet tiles = tiling.Tiles;
        return new ComparedCohort
        {
            Name = name,
            Slides = tiles.Slides.Count,
            Groups = tiles.Slides.Select(slide => slide.Source.FoldGroup).Distinct(StringComparer.Ordinal).Count(),
            Tiles = tiles.Count,
            TileSize = tiles.Slides[0].Grid.TileSize,
            Stride = tiles.Slides[0].Grid.Stride,
            TileSetHash = tiles.Hash,
            Problems = [.. tiling.Outcomes.Where(each => each.Code is not null).Select(each => $"{each.Slide.SlideId}: {each.Reason}")],
        };
    }

    private static ComparedRun Describe(RunScores run) => new()
    {
        Cell = run.Run,
        OptionsHash = run.OptionsHash,
        Scores = run.Tasks.ToDictionary(
            task => task.Task, IReadOnlyDictionary<string, double?> (task) => task.Scores.ToDictionary(score => score.Key, score => score.Value.Value(), StringComparer.Ordinal), StringComparer.Ordinal),
        Notes = run.Tasks.Where(task => task.Notes.Count > 0).ToDictionary(task => task.Task, task => task.Notes, StringComparer.Ordinal),
        Errors = [.. run.Tasks.Where(task => task.Error is not null).Select(task => $"{task.Task}: {task.Error}").Prepend(run.Error).OfType<string>()],
        TrainingSeconds = run.TrainingSeconds,
        JudgingSeconds = run.Tasks.Sum(task => task.Seconds),
    };
}
