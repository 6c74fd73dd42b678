using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Tests.Reports;

/// <summary>A page with one section, read as XML.</summary>
internal static class ReportPage
{
    public static XElement Of(Action<ReportSection> fill)
    {
        var report = new HtmlReport("t");
        fill(report.Section("s"));
        string html = report.ToHtml();
        foreach (string fetch in new[] { "http:", "https:", "<script", "<link", "@import", "xlink" })
        {
            html.Contains(fetch, StringComparison.OrdinalIgnoreCase).Should().BeFalse(fetch);
        }

        Regex.Matches(html, "src=\"([^\"]{0,5})").Should().NotContain(match => match.Groups[1].Value != "data:");
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
