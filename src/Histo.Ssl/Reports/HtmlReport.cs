using System.Text;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Reports;

/// <summary>Builds a report as one HTML file that holds everything it shows: opens offline, prints, and follows the reader's light or dark setting.</summary>
/// <remarks>
/// No script, no network: a content security policy in the file forbids both. The same blocks give the same bytes.
/// <example>
/// <code>
/// var report = new HtmlReport("Pretraining of cohort A", "VICReg, spatial pairs, 250 steps");
/// report.Section("Result")
///     .Highlights(("Linear AUC", 0.922, "5 folds by patient"), ("Tiles", 5632, null))
///     .Table(new ReportTable("Probes", new("Arm"), new("AUC", "0.000")).Row("augmentation", 0.905).EmphasisedRow("contextual", 0.922))
///     .Notice(NoticeKind.Warning, "3 tiles cannot be read (HS1005).");
/// report.Section("Curves").Chart(new LineChart { Title = "Loss", XTitle = "step", YTitle = "loss", Series = [new ChartSeries("total", steps, losses)] });
/// report.Section("Pairs").Figures("Anchor and positive", tiles.Select(tile => ReportFigure.Of(tile, "d = 1", maxSide: 128)), width: 128);
/// report.Save("report.html");
/// </code>
/// </example>
/// </remarks>
public sealed class HtmlReport
{
    private readonly string _title, _subtitle;
    private readonly List<ReportSection> _sections = [];

    /// <summary>Begins a report.</summary>
    /// <param name="title">Heading of the page.</param>
    /// <param name="subtitle">A line below it: what was run, when; may be empty.</param>
    public HtmlReport(string title, string subtitle = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(title);
        _title = title;
        _subtitle = subtitle ?? string.Empty;
    }

    /// <summary>Adds a section at the end.</summary>
    /// <param name="heading">Its heading.</param>
    /// <returns>The section, to be filled.</returns>
    public ReportSection Section(string heading)
    {
        var section = new ReportSection(heading, FormattableString.Invariant($"s{_sections.Count + 1}"));
        _sections.Add(section);
        return section;
    }

    /// <summary>Returns the whole file.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta name=\"color-scheme\" content=\"light dark\"/>\n")
            .Append("<title>").Append(HtmlEncoding.Escape(_title)).Append("</title>\n<style>\n").Append(ReportStyle.Css).Append("</style></head>\n<body><main>\n<header><h1>")
            .Append(HtmlEncoding.Escape(_title)).Append("</h1>");
        if (_subtitle.Length > 0)
        {
            html.Append("<p>").Append(HtmlEncoding.Escape(_subtitle)).Append("</p>");
        }

        if (_sections.Count > 2)
        {
            html.Append("<nav aria-label=\"Sections\">");
            foreach (ReportSection section in _sections)
            {
                html.Append("<a href=\"#").Append(section.Id).Append("\">").Append(HtmlEncoding.Escape(section.Heading)).Append("</a> ");
            }

            html.Append("</nav>");
        }

        html.Append("</header>\n");
        foreach (ReportSection section in _sections)
        {
            section.Write(html);
        }

        return html.Append("</main></body></html>\n").ToString();
    }

    /// <summary>Writes the file atomically; an existing one is replaced.</summary>
    /// <param name="path">The file, usually report.html.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ToHtml());
}
