namespace Histo.Ssl.Comparison;

/// <summary>Finds what a plan cannot mean.</summary>
internal static class ComparisonPlanRules
{
    private static readonly string[] Taken = [ComparisonRun.UntrainedName, ComparisonRun.ColourHistogramName];

    public static void Check(ComparisonPlan plan)
    {
        Require(plan.Objectives.Count > 0 && plan.Samplers.Count > 0 && plan.Encoders.Count > 0 && plan.Seeds.Count > 0 && plan.Tasks.Count > 0, "an axis of the grid is empty", "objectives, samplers, encoders, seeds, tasks", "one entry or more of each");
        foreach ((string axis, IEnumerable<string> names) in new[]
        {
            ("encoders", plan.Encoders.Select(each => each.Name)), ("objectives", plan.Objectives.Select(each => each.Name)), ("samplers", plan.Samplers.Select(each => each.Name)),
            ("tasks", plan.Tasks.Select(each => each.Name)), ("seeds", plan.Seeds.Select(seed => FormattableString.Invariant($"{seed}"))),
        })
        {
            string[] all = [.. names];
            Require(all.Distinct(StringComparer.OrdinalIgnoreCase).Count() == all.Length, "a name is there twice", axis, "names that differ");
            Require(all.All(IsName), "a name cannot be a folder", $"{axis}: {string.Join(", ", all.Where(name => !IsName(name)))}", "letters, digits, dots and dashes");
            Require(!all.Intersect(Taken, StringComparer.OrdinalIgnoreCase).Any(), "a name is taken", axis, $"a name other than {string.Join(", ", Taken)}");
        }

        string[] samplers = [.. plan.Samplers.Select(each => each.Name)], encoders = [.. plan.Encoders.Select(each => each.Name)];
        Require(samplers.Contains(plan.Baseline, StringComparer.Ordinal), "the baseline is no sampler of the plan", plan.Baseline, string.Join(", ", samplers));
        Require(plan.Control is null || samplers.Contains(plan.Control, StringComparer.Ordinal), "the control is no sampler of the plan", plan.Control ?? string.Empty, string.Join(", ", samplers));
        foreach (string name in plan.Tasks.SelectMany(task => new[] { task.Cohort, task.Test }).OfType<string>().Append(plan.Pretrain))
        {
            Require(plan.Cohorts.ContainsKey(name), "there is no such cohort", name, string.Join(", ", plan.Cohorts.Keys));
        }

        foreach (string name in plan.Objectives.SelectMany(each => each.Encoders ?? []))
        {
            Require(encoders.Contains(name, StringComparer.Ordinal), "an objective names an encoder that is not in the plan", name, string.Join(", ", encoders));
        }

        foreach ((string name, ComparisonCohort cohort) in plan.Cohorts)
        {
            Require(cohort.Manifest is null != cohort.Labels is null, "a cohort is a manifest or a table of labels", name, "manifest or labels");
            Require(cohort.Every is null == cohort.Places is null && cohort.Every is null or > 1, "a part of the groups needs a cycle and places", name, "every (2 or more) and places, or neither");
        }

        Require(plan.Resamples is >= 100 and <= 1_000_000, "resamples are out of range", FormattableString.Invariant($"{plan.Resamples}"), "100 to 1,000,000");
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '-') && name.Any(char.IsAsciiLetterOrDigit);

    private static void Require(bool holds, string what, string seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.BadComparison, what, seen: seen, wanted: wanted, action: "Correct the plan.");
        }
    }
}
