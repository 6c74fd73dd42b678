using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>What is compared on which tissue, and what to be careful about.</summary>
internal static class OverviewSection
{
    private const int FewGroups = 20;

    public static void Add(HtmlReport report, ComparisonResult result)
    {
        ComparisonPlan plan = result.Plan;
        ReportSection section = report.Section("Overview");
        if (plan.Description.Length > 0)
        {
            section.Paragraph(plan.Description);
        }

        ArmDifference[] against = [.. result.Differences.Where(each => each.Second == plan.Baseline && each.First != plan.Control && plan.Headlines.Contains(each.Score))];
        section.Highlights(
            ("Runs", result.Runs.Count, $"{result.Runs.Count(run => run.Errors.Count > 0)} with a failure"),
            ("Differences to the baseline", against.Length, $"{against.Count(each => each.Verdict == "first better")} better, {against.Count(each => each.Verdict == "second better")} worse, {against.Count(each => !each.Result.Shown)} not shown"),
            ("Baseline", plan.Baseline, plan.Control is null ? null : $"control: {plan.Control}"));
        foreach (string limit in plan.Limits)
        {
            section.Notice(NoticeKind.Warning, limit);
        }

        var table = new ReportTable("Cohorts", new("cohort"), new("slides"), new("groups"), new("tiles"), new("tile, px"), new("stride, px"), new("pretrained on"));
        foreach (ComparedCohort each in result.Cohorts)
        {
            table.Row(each.Name, each.Slides, each.Groups, each.Tiles, each.TileSize, each.Stride, each.Name == plan.Pretrain ? "yes, without labels" : "no");
        }

        section.Table(table);
        foreach (ComparedCohort each in result.Cohorts)
        {
            if (each.Groups < FewGroups)
            {
                section.Notice(NoticeKind.Warning, $"{each.Name} has {each.Groups} groups: intervals over so few are rough, and too narrow where groups are alike.");
            }

            foreach (string problem in each.Problems)
            {
                section.Notice(NoticeKind.Problem, $"{each.Name}: {problem}");
            }
        }

        section.Paragraph(Overlap(result));
        foreach (ComparedRun run in result.Runs.Where(run => run.Errors.Count > 0))
        {
            section.Notice(NoticeKind.Problem, $"{run.Cell.Name}: {string.Join("; ", run.Errors)}");
        }
    }

    private static string Overlap(ComparisonResult result)
    {
        ComparedCohort trained = result.Cohorts.First(each => each.Name == result.Plan.Pretrain);
        return trained.Stride >= trained.TileSize
            ? "Neighbouring tiles share no pixel, so shared pixels cannot be the reason for a difference."
            : FormattableString.Invariant($"Adjacent tiles share {1 - ((double)trained.Stride / trained.TileSize):0 %} of their width: a part of what neighbours have in common is the same pixels.");
    }
}
