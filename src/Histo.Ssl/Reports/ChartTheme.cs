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

    private const int Width = 860;
    private static readonly OxyColor Ink = OxyColor.FromRgb(1, 2, 3), Grid = OxyColor.FromRgb(1, 2, 4);

    public static OxyColor Series(int index) => OxyColor.FromRgb(2, 3, (byte)(index % Colours));

    public static OxyColor Axis => Ink;

    public static PlotModel NewModel() => new()
    {
        Culture = CultureInfo.InvariantCulture,
        DefaultFont = "Arial",
        DefaultFontSize = 12,
        TextColor = Ink,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(4, 8, 12, 4),
    };

    public static T Style<T>(T axis, string title, bool grid)
        where T : Axis
    {
        axis.Title = HtmlEncoding.Clean(title);
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
    /// <param name="html">Where it goes.</param>
    /// <param name="id">Name of the chart, unique in the page: identifiers inside the drawing begin with it.</param>
    /// <param name="model">What is drawn.</param>
    /// <param name="title">Caption.</param>
    /// <param name="series">Names for the legend.</param>
    /// <param name="reference">Name of a dashed line of comparison for the legend; null for none.</param>
    /// <param name="height">Height in units of which the width has 860.</param>
    public static void Write(StringBuilder html, string id, PlotModel model, string title, IReadOnlyList<string> series, string? reference, int height)
    {
        string description = series.Count > 0 ? $"{title}. Series: {string.Join(", ", series)}." : title;
        var legend = new StringBuilder();
        if (series.Count > 1 || reference is not null)
        {
            for (int i = 0; i < series.Count; i++)
            {
                legend.Append(CultureInfo.InvariantCulture, $"<li><span class=\"swatch{(i >= Colours ? " dashed" : string.Empty)}\" style=\"color:var(--s{i % Colours})\"></span>")
                    .Append(HtmlEncoding.Escape(series[i])).Append("</li>");
            }

            if (reference is not null)
            {
                legend.Append("<li><span class=\"swatch reference\"></span>").Append(HtmlEncoding.Escape(reference)).Append("</li>");
            }
        }

        Write(html, id, model, title, description, legend.ToString(), height, () => string.Empty);
    }

    /// <summary>Writes figure, legend and caption.</summary>
    /// <param name="html">Where it goes.</param>
    /// <param name="id">Name of the chart, unique in the page: identifiers inside the drawing begin with it.</param>
    /// <param name="model">What is drawn.</param>
    /// <param name="title">Caption.</param>
    /// <param name="description">What is read to those who do not see it.</param>
    /// <param name="legend">List items; empty for no legend.</param>
    /// <param name="height">Height in units of which the width has 860.</param>
    /// <param name="overlay">Drawn over everything else; called when the model's axes know their places.</param>
    public static void Write(StringBuilder html, string id, PlotModel model, string title, string description, string legend, int height, Func<string> overlay)
    {
        string svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(model);
        html.Append("<figure class=\"chart\"><figcaption>").Append(HtmlEncoding.Escape(title)).Append("</figcaption>");
        if (legend.Length > 0)
        {
            html.Append("<ul class=\"legend\">").Append(legend).Append("</ul>");
        }

        string head = string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{HtmlEncoding.Escape(description)}\">");
        string body = OpeningTag().Replace(Body().Match(svg).Value, _ => head, 1);
        html.Append(Recolour(Identifiers(body, id))).Insert(html.Length - "</svg>".Length, overlay()).Append("</figure>\n");
    }

    // The exporter counts its clipping areas anew in each drawing: within a page their names must differ.
    private static string Identifiers(string svg, string id)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return ClipPath().Replace(svg, match =>
        {
            seen.TryAdd(match.Groups[2].Value, seen.Count + 1);
            return FormattableString.Invariant($"{match.Groups[1].Value}{id}-{seen[match.Groups[2].Value]}");
        });
    }

    private static string Recolour(string svg) => Marker().Replace(svg, match => (match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)) switch
    {
        ("1,2", 3) => "var(--ink)",
        ("1,2", 4) => "var(--grid)",
        ("2,3", var index) when index < Colours => FormattableString.Invariant($"var(--s{index})"),
        _ => match.Value,
    });

    [GeneratedRegex("<svg.*</svg>", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex OpeningTag();

    [GeneratedRegex("(id=\"|url\\(#)(clipPath[0-9]+)")]
    private static partial Regex ClipPath();

    [GeneratedRegex("rgb\\((1,2|2,3),([0-9]+)\\)")]
    private static partial Regex Marker();
}
