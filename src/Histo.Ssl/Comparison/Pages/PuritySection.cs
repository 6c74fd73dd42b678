using Histo.Ssl.Evaluation;
using Histo.Ssl.Reports;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Comparison;

/// <summary>Label mismatch against distance in the first annotated cohort of the tasks: what contextual pairs assume, beside what they gain.</summary>
internal static class PuritySection
{
    public static void Add(HtmlReport report, ComparisonResult result, CohortShelf cohorts, CancellationToken cancellation)
    {
        foreach (string cohort in result.Plan.Tasks.Select(task => task.Cohort).Distinct(StringComparer.Ordinal))
        {
            TileSet tiles = cohorts.Tiling(cohort, ComparisonGrid.Options(result.Plan, result.Runs[0].Cell)).Tiles;
            if (tiles.Columns.LabelledShare is not { } shares || shares.All(float.IsNaN))
            {
                continue;
            }

            ReportSection section = report.Section($"Purity: {cohort}");
            var options = new PurityOptions();
            PurityReport.Add(section, LabelPurity.Measure(tiles, TileLabels.Of(tiles), options, cancellation), options);
            return;
        }
    }
}
