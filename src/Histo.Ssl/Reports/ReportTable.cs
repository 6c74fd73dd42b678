using System.Text;

namespace Histo.Ssl.Reports;

/// <summary>A table with a caption. Numbers are right-aligned and culture-invariant; the first cell of a row is its heading.</summary>
public sealed class ReportTable
{
    private readonly ReportColumn[] _columns;
    private readonly List<(object?[] Cells, bool Emphasised)> _rows = [];

    /// <summary>Creates an empty table.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Its columns, one at least.</param>
    /// <exception cref="HistoException">HS1901: there is no column.</exception>
    public ReportTable(string caption, params ReportColumn[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Caption = columns.Length > 0 ? caption : throw new HistoException(ErrorCodes.BadReportTable, "a table needs a column", caption, 0, "1 or more");
        _columns = columns;
    }

    /// <summary>Gets what the table shows.</summary>
    public string Caption { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows => _rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One value a column: text, numbers, or null for a dash.</param>
    /// <returns>This table.</returns>
    /// <exception cref="HistoException">HS1901: the row has another length than the header.</exception>
    public ReportTable Row(params object?[] cells) => Add(cells, false);

    /// <summary>Adds a row that stands out: a mean, a total, the best arm.</summary>
    /// <param name="cells">One value a column: text, numbers, or null for a dash.</param>
    /// <returns>This table.</returns>
    /// <exception cref="HistoException">HS1901: the row has another length than the header.</exception>
    public ReportTable EmphasisedRow(params object?[] cells) => Add(cells, true);

    internal void Write(StringBuilder html)
    {
        html.Append("<div class=\"scroll\"><table><caption>").Append(HtmlEncoding.Escape(Caption)).Append("</caption><thead><tr>");
        for (int c = 0; c < _columns.Length; c++)
        {
            html.Append("<th scope=\"col\"").Append(IsNumeric(c) ? " class=\"number\">" : ">").Append(HtmlEncoding.Escape(_columns[c].Name)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>\n");
        foreach ((object?[] cells, bool emphasised) in _rows)
        {
            html.Append(emphasised ? "<tr class=\"emphasis\">" : "<tr>");
            for (int c = 0; c < cells.Length; c++)
            {
                string tag = c == 0 ? "th" : "td";
                html.Append('<').Append(tag).Append(c == 0 ? " scope=\"row\"" : string.Empty).Append(IsNumeric(c) ? " class=\"number\">" : ">")
                    .Append(HtmlEncoding.Escape(HtmlEncoding.Value(cells[c], _columns[c].Format))).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private ReportTable Add(object?[] cells, bool emphasised)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != _columns.Length)
        {
            throw new HistoException(ErrorCodes.BadReportTable, "a row does not have one cell a column", Caption, cells.Length, _columns.Length);
        }

        _rows.Add((cells, emphasised));
        return this;
    }

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.All(row => row.Cells[column] is null or (not string and IFormattable)) && _rows.Any(row => row.Cells[column] is not null);
}
