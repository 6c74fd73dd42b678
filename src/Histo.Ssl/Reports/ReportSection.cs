using System.Text;

namespace Histo.Ssl.Reports;

/// <summary>A part of a report under one heading. Blocks appear in the order in which they are added; all text is escaped.</summary>
public sealed class ReportSection
{
    private readonly StringBuilder _html = new();
    private int _charts;

    internal ReportSection(string heading, string id)
    {
        Heading = heading;
        Id = id;
    }

    /// <summary>Gets the heading.</summary>
    public string Heading { get; }

    internal string Id { get; }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Plain text.</param>
    /// <returns>This section.</returns>
    public ReportSection Paragraph(string text)
    {
        _html.Append("<p>").Append(HtmlEncoding.Escape(text)).Append("</p>\n");
        return this;
    }

    /// <summary>Adds a few large figures side by side: what a reader should see first.</summary>
    /// <param name="figures">Name, value (culture-invariant) and an optional remark below it.</param>
    /// <returns>This section.</returns>
    public ReportSection Highlights(params (string Name, object? Value, string? Remark)[] figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _html.Append("<dl class=\"highlights\">");
        foreach ((string name, object? value, string? remark) in figures)
        {
            _html.Append("<div><dt>").Append(HtmlEncoding.Escape(name)).Append("</dt><dd>").Append(HtmlEncoding.Escape(HtmlEncoding.Value(value, null)))
                .Append(string.IsNullOrEmpty(remark) ? string.Empty : $"<small>{HtmlEncoding.Escape(remark)}</small>").Append("</dd></div>");
        }

        _html.Append("</dl>\n");
        return this;
    }

    /// <summary>Adds a list of names and values: what was run, with which options.</summary>
    /// <param name="facts">Name and value (culture-invariant).</param>
    /// <returns>This section.</returns>
    public ReportSection Facts(params (string Name, object? Value)[] facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        _html.Append("<dl class=\"facts\">");
        foreach ((string name, object? value) in facts)
        {
            _html.Append("<div><dt>").Append(HtmlEncoding.Escape(name)).Append("</dt><dd>").Append(HtmlEncoding.Escape(HtmlEncoding.Value(value, null))).Append("</dd></div>");
        }

        _html.Append("</dl>\n");
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="table">The table; rows that are added to it later do not appear.</param>
    /// <returns>This section.</returns>
    public ReportSection Table(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.Write(_html);
        return this;
    }

    /// <summary>Adds pictures as a grid.</summary>
    /// <param name="caption">What they show together.</param>
    /// <param name="figures">The pictures.</param>
    /// <param name="width">Wanted width of a picture on the page in CSS pixels; as many as fit stand side by side.</param>
    /// <returns>This section.</returns>
    public ReportSection Figures(string caption, IEnumerable<ReportFigure> figures, int width = 220)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _html.Append(FormattableString.Invariant($"<figure class=\"pictures\" style=\"--width:{width}px\"><figcaption>")).Append(HtmlEncoding.Escape(caption)).Append("</figcaption><div>");
        foreach (ReportFigure figure in figures)
        {
            _html.Append(figure.Frame.Length > 0 ? $"<figure class=\"{figure.Frame}\">" : "<figure>").Append("<img src=\"").Append(figure.DataUri).Append("\" alt=\"").Append(HtmlEncoding.Escape(figure.AlternativeText))
                .Append(FormattableString.Invariant($"\" width=\"{figure.Width}\" height=\"{figure.Height}\"/>"));
            if (figure.Caption.Length > 0)
            {
                _html.Append("<figcaption>").Append(HtmlEncoding.Escape(figure.Caption)).Append("</figcaption>");
            }

            _html.Append("</figure>");
        }

        _html.Append("</div></figure>\n");
        return this;
    }

    /// <summary>Adds curves.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>This section.</returns>
    /// <exception cref="HistoException">HS1902: no point is finite.</exception>
    public ReportSection Chart(LineChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        LineChartDrawing.Write(_html, NextChartId(), chart);
        return this;
    }

    /// <summary>Adds values with intervals.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>This section.</returns>
    /// <exception cref="HistoException">HS1902: no point is finite.</exception>
    public ReportSection Chart(IntervalChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        IntervalChartDrawing.Write(_html, NextChartId(), chart);
        return this;
    }

    /// <summary>Adds points in the plane.</summary>
    /// <param name="chart">The chart.</param>
    /// <returns>This section.</returns>
    /// <exception cref="HistoException">HS0002: there are not as many coordinates and categories as points. HS1902: no point is finite.</exception>
    public ReportSection Chart(ScatterChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ScatterChartDrawing.Write(_html, NextChartId(), chart);
        return this;
    }

    /// <summary>Adds a notice in a coloured box.</summary>
    /// <param name="kind">How much it matters.</param>
    /// <param name="text">Plain text.</param>
    /// <returns>This section.</returns>
    public ReportSection Notice(NoticeKind kind, string text)
    {
        string name = kind switch { NoticeKind.Warning => "warning", NoticeKind.Problem => "problem", _ => "information" };
        string label = kind switch { NoticeKind.Warning => "Warning", NoticeKind.Problem => "Problem", _ => "Note" };
        _html.Append("<p class=\"notice ").Append(name).Append("\" role=\"note\"><strong>").Append(label).Append("</strong> ").Append(HtmlEncoding.Escape(text)).Append("</p>\n");
        return this;
    }

    /// <summary>Adds text whose lines and spaces matter: a command line, a configuration.</summary>
    /// <param name="text">Plain text.</param>
    /// <returns>This section.</returns>
    public ReportSection Preformatted(string text)
    {
        _html.Append("<pre>").Append(HtmlEncoding.Escape(text)).Append("</pre>\n");
        return this;
    }

    internal void Write(StringBuilder html) => html.Append("<section id=\"").Append(Id).Append("\"><h2>").Append(HtmlEncoding.Escape(Heading)).Append("</h2>\n").Append(_html).Append("</section>\n");

    private string NextChartId() => FormattableString.Invariant($"{Id}c{++_charts}");
}
