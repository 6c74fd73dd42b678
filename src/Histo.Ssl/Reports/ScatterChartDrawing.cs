using System.Globalization;
using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Histo.Ssl.Reports;

/// <summary>Draws a <see cref="ScatterChart"/>: axes as in other charts, points as a few long paths.</summary>
internal static class ScatterChartDrawing
{
    public const int MostPoints = 20_000;
    private const int Width = 860, Height = 480, Lowest = 260, Highest = 640, Layers = 6;

    public static void Write(StringBuilder html, string id, ScatterChart chart)
    {
        if (chart.X.Count != chart.Y.Count || chart.X.Count != chart.Categories.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a chart does not have two coordinates and a category a point", chart.Title, $"{chart.X.Count}, {chart.Y.Count}, {chart.Categories.Count}", "three equal numbers");
        }

        int[] finite = [.. Enumerable.Range(0, chart.X.Count).Where(i => double.IsFinite(chart.X[i]) && double.IsFinite(chart.Y[i]))];
        if (finite.Length == 0)
        {
            throw new HistoException(ErrorCodes.EmptyReportChart, "a chart has no finite point", chart.Title, 0, "1 or more", "Leave the chart out, or give it values.");
        }

        int[] drawn = finite.Length <= MostPoints ? finite : [.. Enumerable.Range(0, MostPoints).Select(i => finite[(int)((long)i * finite.Length / MostPoints)])];
        string title = drawn.Length == finite.Length ? chart.Title : string.Create(CultureInfo.InvariantCulture, $"{chart.Title} ({drawn.Length} of {finite.Length} points are drawn)");
        var categories = new ScatterCategories([.. drawn.Select(i => chart.Categories[i])], chart.Background);
        double size = chart.PointSize ?? drawn.Length switch { <= 300 => 8, <= 1500 => 6, <= 6000 => 4.6, _ => 3 };
        (double Left, double Right, double Bottom, double Top) box = (drawn.Min(i => chart.X[i]), drawn.Max(i => chart.X[i]), drawn.Min(i => chart.Y[i]), drawn.Max(i => chart.Y[i]));
        PlotModel model = Frame(chart, box);

        // A map takes the height that its points need.
        int height = chart.XTitle is not null || box.Right == box.Left ? Height : (int)Math.Clamp(Width * (box.Top - box.Bottom) / (box.Right - box.Left), Lowest, Highest);
        var legend = new StringBuilder();
        foreach (ScatterCategories.Drawn category in categories.All)
        {
            legend.Append("<li><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path style=\"").Append(ScatterGlyphs.Style(category.Shape, category.Colour, 10)).Append("\" d=\"M8 8")
                .Append(ScatterGlyphs.Outline(category.Shape, 10)).Append("\"/></svg>").Append(HtmlEncoding.Escape(category.Name)).Append("</li>");
        }

        string description = string.Create(CultureInfo.InvariantCulture, $"{title}. {drawn.Length} points: {string.Join(", ", categories.All.Select(each => each.Name))}.");
        ChartTheme.Write(html, id, model, title, description, categories.All.Count > 1 ? legend.ToString() : string.Empty, height, () => Points(chart, drawn, categories, size, model));
    }

    private static PlotModel Frame(ScatterChart chart, (double Left, double Right, double Bottom, double Top) box)
    {
        PlotModel model = ChartTheme.NewModel();
        model.Axes.Add(ChartTheme.Style(new LinearAxis { Position = AxisPosition.Bottom, MaximumPadding = 0.03, MinimumPadding = 0.03 }, chart.XTitle ?? string.Empty, grid: true));
        model.Axes.Add(ChartTheme.Style(new LinearAxis { Position = AxisPosition.Left, MaximumPadding = 0.03, MinimumPadding = 0.03 }, chart.YTitle ?? string.Empty, grid: true));
        if (chart.XTitle is null)
        {
            (model.PlotType, model.Axes[0].IsAxisVisible, model.Axes[1].IsAxisVisible) = (PlotType.Cartesian, false, false);
        }

        // The axes see the corners of the points; these themselves are drawn later.
        var corners = new ScatterSeries { MarkerType = MarkerType.None };
        corners.Points.Add(new ScatterPoint(box.Left, box.Bottom));
        corners.Points.Add(new ScatterPoint(box.Right, box.Top));
        model.Series.Add(corners);
        return model;
    }

    // In layers, so that no category lies over all points of another.
    private static string Points(ScatterChart chart, int[] drawn, ScatterCategories categories, double size, PlotModel model)
    {
        var svg = new StringBuilder();
        string[] outlines = [.. categories.All.Select(each => ScatterGlyphs.Outline(each.Shape, size))];
        int[] indices = [.. drawn.Select(i => categories.IndexOf(chart.Categories[i]))];
        Draw(categories.Background, 0, 1);
        for (int layer = 0; layer < Layers; layer++)
        {
            for (int category = 0; category < categories.All.Count; category++)
            {
                if (category != categories.Background)
                {
                    Draw(category, layer, Layers);
                }
            }
        }

        return svg.ToString();

        void Draw(int category, int first, int step)
        {
            int begin = svg.Length;
            for (int k = first; k < drawn.Length; k += step)
            {
                if (indices[k] == category)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"M{model.Axes[0].Transform(chart.X[drawn[k]]):0.#} {model.Axes[1].Transform(chart.Y[drawn[k]]):0.#}{outlines[category]}");
                }
            }

            if (svg.Length > begin)
            {
                svg.Insert(begin, $"<path style=\"{ScatterGlyphs.Style(categories.All[category].Shape, categories.All[category].Colour, size)}\" d=\"").Append("\"/>");
            }
        }
    }
}
