using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Reports;

/// <summary>A purity curve as a page.</summary>
public static class PurityReport
{
    /// <summary>Makes the page: recommendation, curves with intervals, table.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="options">The settings it was measured with.</param>
    public static HtmlReport Of(PurityCurve curve, PurityOptions options)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(options);
        var report = new HtmlReport("Purity of neighbourhoods", "How often a neighbour has another label than its anchor");
        ReportSection section = report.Section("Label mismatch against distance");
        section.Highlights(("Recommended distance", curve.Recommendation.Distance ?? (object)"none", null), ("Slides", curve.Slides, "with labelled pairs"), ("Labelled tiles", curve.Tiles, null));
        section.Notice(curve.Recommendation.Distance is null ? NoticeKind.Warning : NoticeKind.Information, curve.Recommendation.Reason);
        double[] x = [.. curve.Distances.Select(each => (double)each.Distance)];
        if (curve.Distances.Any(each => each.At.Estimate is not null))
        {
            section.Chart(new LineChart
            {
                Title = "Share of pairs whose labels differ; the band is a bootstrap over slides (95 %)", XTitle = "Chebyshev distance in strides", YTitle = "mismatch",
                Series =
                [
                    Line("at the distance", each => each.At.Estimate), Line("at the distance, low", each => each.At.Low), Line("at the distance, high", each => each.At.High),
                    Line("up to the distance", each => each.UpTo.Estimate), new ChartSeries("bound", x, [.. x.Select(_ => options.MaxMismatch)]),
                ],
            });
        }

        var table = new ReportTable(
            "Shares of unordered pairs within slides; \"slide mean\" counts every slide alike; \"alone\" are anchors without any tile up to the distance", new("distance"), new("at", "P1"), new("low", "P1"), new("high", "P1"), new("up to", "P1"), new("low", "P1"), new("high", "P1"), new("slide mean", "P1"), new("pairs"), new("alone"));
        foreach (PurityDistance each in curve.Distances)
        {
            table.Row(each.Distance, each.At.Estimate, each.At.Low, each.At.High, each.UpTo.Estimate, each.UpTo.Low, each.UpTo.High, each.SlideMean, each.Pairs, each.AnchorsWithoutNeighbour);
        }

        section.Table(table);
        return report;

        ChartSeries Line(string name, Func<PurityDistance, double?> value) => new(name, x, [.. curve.Distances.Select(each => value(each) ?? double.NaN)]);
    }
}
