using System.Text.Json.Nodes;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>The runs of a plan and their options.</summary>
internal static class ComparisonGrid
{
    /// <summary>All runs: the histogram, then seed by seed, so that an interrupted comparison has whole seeds.</summary>
    public static IReadOnlyList<ComparisonRun> Runs(ComparisonPlan plan)
    {
        var runs = new List<ComparisonRun>();
        if (plan.ColourHistogram)
        {
            runs.Add(new ComparisonRun(ComparisonRun.ColourHistogramName, string.Empty, string.Empty, 0));
        }

        foreach (ulong seed in plan.Seeds)
        {
            runs.AddRange(plan.Encoders.Where(_ => plan.Untrained).Select(encoder => new ComparisonRun(encoder.Name, ComparisonRun.UntrainedName, string.Empty, seed)));
            runs.AddRange(
                from objective in plan.Objectives
                from encoder in plan.Encoders
                where objective.Encoders?.Contains(encoder.Name, StringComparer.Ordinal) ?? true
                from sampler in plan.Samplers
                select new ComparisonRun(encoder.Name, objective.Name, sampler.Name, seed));
        }

        return runs;
    }

    /// <summary>The options of a run; of the histogram those that say its grid.</summary>
    public static PretrainOptions Options(ComparisonPlan plan, ComparisonRun run)
    {
        JsonObject merged = JsonMerge.Over(plan.Base, plan.Encoders.FirstOrDefault(each => each.Name == run.Encoder)?.Set);
        merged = JsonMerge.Over(merged, plan.Objectives.FirstOrDefault(each => each.Name == run.Objective)?.Set);
        merged = JsonMerge.Over(merged, plan.Samplers.FirstOrDefault(each => each.Name == run.Sampler)?.Set);
        PretrainOptions options = PretrainJson.ReadOptions(merged.ToJsonString(), $"plan, {run.Name}");
        options.Training.Seed = run.Seed;
        options.Training.Steps = run.IsUntrained ? 0 : options.Training.Steps;
        return options;
    }
}
