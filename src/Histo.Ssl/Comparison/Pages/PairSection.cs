using Histo.Ssl.Objectives;
using Histo.Ssl.Reports;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>What each sampler takes for a positive, as pictures.</summary>
internal static class PairSection
{
    private const int Shown = 4, PictureWidth = 420;

    public static void Add(HtmlReport report, ComparisonResult result, CohortShelf cohorts, CancellationToken cancellation)
    {
        ComparisonPlan plan = result.Plan;
        ReportSection section = report.Section("Pairs");
        section.Paragraph("Anchor and positive as they lie in the slide, and the two views made of them; the first pairs of the first seed.");
        foreach (ComparisonChoice sampler in plan.Samplers)
        {
            ComparisonRun? run = result.Runs.Select(each => each.Cell).FirstOrDefault(cell => cell.Sampler == sampler.Name);
            if (run is null)
            {
                continue;
            }

            PretrainOptions options = ComparisonGrid.Options(plan, run);
            if (PairSamplerFactory.NeedsFeatureNeighbours(options.Pairs.Sampler))
            {
                section.Paragraph($"{sampler.Name}: positives are neighbours in feature space, which exist only once training is on its way.");
                continue;
            }

            // The objective changes no pair; this one has no crops of its own and is known everywhere.
            options.Objective = new ObjectiveOptions { Name = "simclr" };
            using var session = new PretrainSession(options, cohorts.Tiling(plan.Pretrain, options).Tiles, cohorts.Pixels(plan.Pretrain, options));
            section.Figures(sampler.Name, PairPictures.Draw(session.Planner, session.Source, session.Views, Shown, cancellation), PictureWidth);
        }
    }
}
