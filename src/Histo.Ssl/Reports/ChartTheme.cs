using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;

namespace Histo.Ssl.Reports;

/// <summary>Draws charts as inline SVG whose colours follow the page: light, dark or printed.</summary>
/// <remarks>Charts are drawn in marker colours that nothing else uses; these become the page's CSS variables afterwards.</remarks>
internal static partial class ChartTheme
{
    /// <summary>Number of distinct series colours; they repeat with another line style.</summary>
    public const int Colours = 6;

    private const int Width = 760;
    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 2, 3), Grid = OxyColor.FromRgb(1, 2, 4);

    public static OxyColor Series(int index) => OxyColor.FromRgb(2, 3, (byte)(index % Colours));

    public static OxyColor Axis => Ink;

    public static PlotModel NewModel() => new()
    {
        DefaultFont = "Arial",
        DefaultFontSize = 12,
        TextColor = Ink,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(4, 8, 12, 4),
    };

    public static T Style<T>(T axis, string title, bool grid)
        where T : Axis
    {
        axis.Title = title;
        axis.TextColor = Ink;
        axis.TitleColor = Ink;
        axis.TicklineColor = Grid;
        axis.AxislineColor = Grid;
        axis.AxislineStyle = LineStyle.Solid;
        axis.MajorGridlineStyle = grid ? LineStyle.Solid : LineStyle.None;
        axis.MajorGridlineColor = Grid;
        axis.MajorGridlineThickness = 0.6;
        axis.MinorTickSize = 0;
        axis.MajorTickSize = 4;
        axis.AxisTitleDistance = 8;
        return axis;
    }

    /// <summary>Writes figure, legend and caption.</summary>
    public static void Write(StringBuilder html, PlotModel model, string title, IReadOnlyList<string> series, int height)
    {
        string svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(model);
        string description = series.Count > 0 ? $"{title}. Series: {string.Join(", ", series)}." : title;
        html.Append("<figure class=\"chart\"><figcaption>").Append(HtmlEncoding.Escape(title)).Append("</figcaption>");
        if (series.Count > 1)
        {
            html.Append("<ul class=\"legend\">");
            for (int i = 0; i < series.Count; i++)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li><span class=\"swatch{(i >= Colours ? " dashed" : string.Empty)}\" style=\"color:var(--s{i % Colours})\"></span>")
                    .Append(HtmlEncoding.Escape(series[i])).Append("</li>");
            }

            html.Append("</ul>");
        }

        string head = string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{HtmlEncoding.Escape(description)}\">");
        html.Append(Recolour(OpeningTag().Replace(Body().Match(svg).Value, head.Replace("$", "$$", StringComparison.Ordinal), 1))).Append("</figure>\n");
    }

    private static string Recolour(string svg) => Marker().Replace(svg, match => (match.Groups[1].Value, match.Groups[2].Value) switch
    {
        ("0102", "03") => "var(--ink)",
        ("0102", "04") => "var(--grid)",
        ("0203", var index) when Convert.ToInt32(index, 16) < Colours => $"var(--s{Convert.ToInt32(index, 16)})",
        _ => match.Value,
    });

    [GeneratedRegex("<svg.*</svg>", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex OpeningTag();

    [GeneratedRegex("#(0102|0203)([0-9a-fA-F]{2})", RegexOptions.IgnoreCase)]
    private static partial Regex Marker();
}
