using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Reports;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>Maps and nearest tiles of the baseline and of the first sampler beside it, as far as the runs' folders are there.</summary>
internal static class MapSection
{
    private const int MostTiles = 2000, Queries = 4;

    public static void Add(HtmlReport report, ComparisonResult result, string folder, CohortShelf cohorts, CancellationToken cancellation)
    {
        ComparisonPlan plan = result.Plan;
        string? other = plan.Samplers.FirstOrDefault(each => each.Name != plan.Baseline && each.Name != plan.Control)?.Name;
        foreach (string sampler in new[] { plan.Baseline, other }.OfType<string>())
        {
            ComparisonRun? run = result.Runs.Select(each => each.Cell).FirstOrDefault(cell => cell.Sampler == sampler);
            string file = Path.Combine(folder, "runs", run?.Name ?? string.Empty, "encoder.safetensors");
            if (run is null || !File.Exists(file))
            {
                continue;
            }

            using Encoder encoder = EncoderFile.Load(file);
            PretrainOptions options = ComparisonGrid.Options(plan, run);
            string cohort = plan.Tasks[0].Cohort;
            ITileSource pixels = cohorts.Source(cohort, options, TileColour.AsIs);
            EmbeddingSet set = new JudgedRun(run, options, encoder, cohorts).Embed(cohort, TileColour.AsIs, cancellation);
            ReportSection section = report.Section($"What {sampler} learnt");
            section.Paragraph($"{run.Objective}, {run.Encoder}, seed {run.Seed}; tiles of {cohort}.");
            EmbeddingMap.Add(section, set, new EmbeddingMapOptions { MaxRows = MostTiles }, cancellation);
            NeighbourPanels.Add(section, set, pixels, new NeighbourPanelOptions { Queries = Queries }, cancellation);
        }
    }
}
