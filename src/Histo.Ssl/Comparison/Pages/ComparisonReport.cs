using Histo.Ssl.Reports;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Comparison;

/// <summary>The page of a comparison: what was compared, the differences with their intervals, gain against distance, scores, pairs as pictures, maps and nearest tiles, curves, what was run.</summary>
public static class ComparisonReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="folder">The folder of the comparison: curves are read from its runs where they were kept.</param>
    /// <param name="path">The HTML file; replaced when it exists.</param>
    /// <param name="readers">Opens slides, for the pictures of pairs.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ComparisonResult result, string folder, string path, ISlideReaderFactory readers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(readers);
        var report = new HtmlReport(result.Plan.Name, $"{result.Runs.Count} runs; objectives: {result.Plan.Objectives.Count}, samplers: {result.Plan.Samplers.Count}, seeds: {result.Plan.Seeds.Count}. Differences are paired, intervals are over groups and seeds");
        OverviewSection.Add(report, result);
        DifferenceSection.Add(report, result);
        DistanceSection.Add(report, result);
        ScoreSection.Add(report, result);
        using (var cohorts = new CohortShelf(result.Plan, readers, cancellation))
        {
            PuritySection.Add(report, result, cohorts, cancellation);
            PairSection.Add(report, result, cohorts, cancellation);
            MapSection.Add(report, result, folder, cohorts, cancellation);
        }

        CurveSection.Add(report, result, folder);
        ProtocolSection.Add(report, result);
        report.Save(path);
    }
}
