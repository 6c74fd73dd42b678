using System.Text;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Histo.Ssl.Reports;

/// <summary>Draws an <see cref="IntervalChart"/>.</summary>
internal static class IntervalChartDrawing
{
    private const int LongestLabel = 40;

    public static void Write(StringBuilder html, string id, IntervalChart chart)
    {
        string[] categories = [.. chart.Points.Select(point => point.Category).Distinct(StringComparer.Ordinal)];
        string[] series = [.. chart.Points.Select(point => point.Series).Distinct(StringComparer.Ordinal)];
        if (!chart.Points.Any(point => double.IsFinite(point.Value)))
        {
            throw new HistoException(ErrorCodes.EmptyReportChart, "a chart has no finite point", chart.Title, 0, "1 or more", "Leave the chart out, or give it values.");
        }

        PlotModel model = ChartTheme.NewModel();
        model.Axes.Add(ChartTheme.Style(new LinearAxis { Position = AxisPosition.Bottom, MaximumPadding = 0.05, MinimumPadding = 0.05 }, chart.ValueTitle, grid: true));
        var rows = new CategoryAxis { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, GapWidth = 0.4 };
        string[] labels = [.. categories.Select(Shorten)];
        rows.Labels.AddRange(labels);
        model.Axes.Add(ChartTheme.Style(rows, string.Empty, grid: false));

        // Fonts differ between machines: leave room for the widest letters rather than trust a measurement.
        model.PlotMargins = new OxyThickness(18 + (7 * labels.Max(label => label.Length)), double.NaN, double.NaN, double.NaN);
        if (double.IsFinite(chart.Reference))
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = chart.Reference, Color = ChartTheme.Axis, LineStyle = LineStyle.Dash, StrokeThickness = 1 });
        }

        for (int s = 0; s < series.Length; s++)
        {
            AddSeries(model, chart, categories, series, s);
        }

        ChartTheme.Write(html, id, model, chart.Title, series, double.IsFinite(chart.Reference) ? chart.ReferenceName : null, 90 + (categories.Length * Math.Max(34, (18 * series.Length) + 14)));
    }

    private static string Shorten(string label)
    {
        string clean = HtmlEncoding.Clean(label);
        return clean.Length <= LongestLabel ? clean : string.Concat(clean.AsSpan(0, LongestLabel - 1), "…");
    }

    private static void AddSeries(PlotModel model, IntervalChart chart, string[] categories, string[] series, int index)
    {
        OxyColor colour = ChartTheme.Series(index);
        var dots = new ScatterSeries { MarkerType = index < ChartTheme.Colours ? MarkerType.Circle : MarkerType.Diamond, MarkerSize = 4.6, MarkerFill = colour, MarkerStrokeThickness = 0 };
        foreach (IntervalPoint point in chart.Points.Where(point => point.Series == series[index] && double.IsFinite(point.Value)))
        {
            // Series share the middle 60 % of a row.
            double y = Array.IndexOf(categories, point.Category) + (series.Length == 1 ? 0 : 0.6 * ((index / (series.Length - 1.0)) - 0.5));
            dots.Points.Add(new ScatterPoint(point.Value, y));
            if (double.IsFinite(point.Low) && double.IsFinite(point.High))
            {
                var bar = new LineSeries { Color = colour, StrokeThickness = 2 };
                bar.Points.Add(new DataPoint(point.Low, y));
                bar.Points.Add(new DataPoint(point.High, y));
                model.Series.Add(bar);
            }
        }

        model.Series.Add(dots);
    }
}
