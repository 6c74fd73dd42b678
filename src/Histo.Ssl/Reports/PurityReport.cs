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
        Words words = WordsOf(curve);
        var report = new HtmlReport("Purity of neighbourhoods", words.Subtitle);
        Add(report.Section(words.Section), curve, options);
        return report;
    }

    /// <summary>Adds recommendation, curves with intervals and table to a section of another report.</summary>
    /// <param name="section">Where to add them.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="options">The settings it was measured with.</param>
    public static void Add(ReportSection section, PurityCurve curve, PurityOptions options)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(options);
        Words words = WordsOf(curve);
        section.Highlights(("Recommended distance", curve.Recommendation.Distance ?? (object)"none", null), ("Slides", curve.Slides, words.Slides), (words.Tiles, curve.Tiles, null));
        section.Notice(curve.Recommendation.Distance is null ? NoticeKind.Warning : NoticeKind.Information, curve.Recommendation.Reason);
        double[] x = [.. curve.Distances.Select(each => (double)each.Distance)];
        if (curve.Distances.Any(each => each.At.Estimate is not null))
        {
            section.Chart(new LineChart
            {
                Title = $"{words.Chart}; the band is a bootstrap over slides (95 %)", XTitle = "Chebyshev distance in strides", YTitle = words.Axis,
                Series =
                [
                    Line("at the distance", each => each.At.Estimate), Line("at the distance, low", each => each.At.Low), Line("at the distance, high", each => each.At.High),
                    Line("up to the distance", each => each.UpTo.Estimate), new ChartSeries("bound", x, [.. x.Select(_ => options.MaxMismatch)]),
                ],
            });
        }

        var table = new ReportTable(
            $"{words.Table}; \"slide mean\" counts every slide alike; \"alone\" are anchors without any tile up to the distance", new("distance"), new("at", "P1"), new("low", "P1"), new("high", "P1"), new("up to", "P1"), new("low", "P1"), new("high", "P1"), new("slide mean", "P1"), new("pairs"), new("alone"));
        foreach (PurityDistance each in curve.Distances)
        {
            table.Row(each.Distance, each.At.Estimate, each.At.Low, each.At.High, each.UpTo.Estimate, each.UpTo.Low, each.UpTo.High, each.SlideMean, each.Pairs, each.AnchorsWithoutNeighbour);
        }

        section.Table(table);

        ChartSeries Line(string name, Func<PurityDistance, double?> value) => new(name, x, [.. curve.Distances.Select(each => value(each) ?? double.NaN)]);
    }

    private static Words WordsOf(PurityCurve curve) => curve.Measure == PurityMeasure.Labels ? Words.OfLabels : Words.OfFeatures;

    private sealed record Words(string Subtitle, string Section, string Slides, string Tiles, string Chart, string Axis, string Table)
    {
        public static readonly Words OfLabels = new(
            "How often a neighbour has another label than its anchor",
            "Label mismatch against distance",
            "with labelled pairs",
            "Labelled tiles",
            "Share of pairs whose labels differ",
            "mismatch",
            "Shares of unordered pairs within slides");

        public static readonly Words OfFeatures = new(
            "How much a neighbour differs from its anchor, beside any two tiles of a slide",
            "Feature mismatch against distance",
            "with pairs",
            "Tiles",
            "Mean of 1 - cosine of pairs as a share of that of any two tiles of their slide",
            "feature mismatch",
            "Mean of 1 - cosine of unordered pairs within slides, as a share of that of any two tiles of their slide");
    }
}
