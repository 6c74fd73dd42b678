using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Histo.Ssl.Reports;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
internal static class LineChartDrawing
{
    private const int MostPoints = 1000;

    public static void Write(StringBuilder html, string id, LineChart chart)
    {
        PlotModel model = ChartTheme.NewModel();
        model.Axes.Add(ChartTheme.Style(new LinearAxis { Position = AxisPosition.Bottom, MaximumPadding = 0.01, MinimumPadding = 0.01 }, chart.XTitle, grid: false));
        Axis vertical = chart.LogarithmicY ? new LogarithmicAxis() : new LinearAxis { MaximumPadding = 0.06, MinimumPadding = 0.06 };
        vertical.Position = AxisPosition.Left;
        model.Axes.Add(ChartTheme.Style(vertical, chart.YTitle, grid: true));
        bool any = false;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            List<DataPoint> points = Points(chart.Series[i], chart.LogarithmicY);
            any |= points.Exists(point => double.IsFinite(point.Y));
            var line = new LineSeries
            {
                Color = ChartTheme.Series(i),
                StrokeThickness = 1.8,
                LineJoin = LineJoin.Round,
                LineStyle = i < ChartTheme.Colours ? LineStyle.Solid : LineStyle.Dash,
                MarkerType = points.Count <= 12 ? MarkerType.Circle : MarkerType.None,
                MarkerSize = 3.2,
                MarkerFill = ChartTheme.Series(i),
            };
            line.Points.AddRange(points);
            model.Series.Add(line);
        }

        if (!any)
        {
            throw new HistoException(ErrorCodes.EmptyReportChart, "a chart has no finite point", chart.Title, 0, "1 or more", "Leave the chart out, or give it values.");
        }

        ChartTheme.Write(html, id, model, chart.Title, [.. chart.Series.Select(series => series.Name)], null, 360);
    }

    private static List<DataPoint> Points(ChartSeries series, bool positive)
    {
        var points = new List<DataPoint>(series.X.Count);
        for (int i = 0; i < series.X.Count; i++)
        {
            bool drawn = double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]) && (!positive || series.Y[i] > 0);
            points.Add(drawn ? new DataPoint(series.X[i], series.Y[i]) : DataPoint.Undefined);
        }

        return points.Count <= MostPoints ? points : Thin(points);
    }

    // Two points a stretch, its smallest and its largest in their order: a spike is never lost.
    private static List<DataPoint> Thin(List<DataPoint> points)
    {
        var thinned = new List<DataPoint>(MostPoints);
        int stretches = MostPoints / 2;
        for (int s = 0; s < stretches; s++)
        {
            int first = (int)((long)points.Count * s / stretches), end = (int)((long)points.Count * (s + 1) / stretches), low = -1, high = -1;
            for (int i = first; i < end; i++)
            {
                if (double.IsFinite(points[i].Y))
                {
                    low = low < 0 || points[i].Y < points[low].Y ? i : low;
                    high = high < 0 || points[i].Y > points[high].Y ? i : high;
                }
            }

            if (low < 0)
            {
                thinned.Add(DataPoint.Undefined);
                continue;
            }

            thinned.Add(points[Math.Min(low, high)]);
            if (low != high)
            {
                thinned.Add(points[Math.Max(low, high)]);
            }
        }

        return thinned;
    }
}
