using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Histo.Ssl.Reports;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Reports;

public class HtmlReportTests
{
    private const string Nasty = "<script>alert('x')</script> & \"quoted\" \u0001";

    [Fact]
    public void ToHtml_Sample_IsWellFormed()
    {
        string html = SampleReport.Build().ToHtml();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(TestData.RepositoryRoot, "artifacts", "test-results")).FullName, "sample-report.html"), html);
        XElement root = Parse(html);
        root.Descendants("section").Should().HaveCount(5);
        root.Descendants("svg").Should().HaveCount(3);
        root.Descendants("img").Should().HaveCount(8).And.OnlyContain(image => image.Attribute("alt")!.Value.Length > 0);
        root.Descendants("table").Should().OnlyContain(table => table.Element("caption") != null);
        root.Descendants("svg").Should().OnlyContain(svg => svg.Attribute("aria-label")!.Value.Length > 0 && svg.Attribute("role")!.Value == "img");
        root.Descendants().SelectMany(each => each.Attributes("id")).Select(id => id.Value).Should().OnlyHaveUniqueItems();
        html.Length.Should().BeLessThan(400_000);
    }

    [Fact]
    public void ToHtml_Sample_FetchesNothing()
    {
        string html = SampleReport.Build().ToHtml();
        foreach (string fetch in new[] { "http:", "https:", "<script", "<link", "@import", "xlink" })
        {
            html.Contains(fetch, StringComparison.OrdinalIgnoreCase).Should().BeFalse(fetch);
        }

        Regex.Matches(html, "url\\((.)").Should().OnlyContain(match => match.Groups[1].Value == "#");
        Regex.Matches(html, "src=\"([^\"]{0,5})").Should().OnlyContain(match => match.Groups[1].Value == "data:");
        html.Contains("default-src 'none'", StringComparison.Ordinal).Should().BeTrue();
    }

    [Fact]
    public void ToHtml_Charts_TakeTheirColoursFromThePage()
    {
        foreach (XElement svg in Parse(SampleReport.Build().ToHtml()).Descendants("svg"))
        {
            string text = svg.ToString();
            new[] { "var(--ink)", "var(--grid)", "var(--s0)" }.Should().OnlyContain(colour => text.Contains(colour));
            new[] { "rgb(1,2,", "rgb(2,3," }.Should().NotContain(marker => text.Contains(marker));
        }
    }

    [Fact]
    public void ToHtml_AnyText_IsEscaped()
    {
        var report = new HtmlReport(Nasty, Nasty);
        report.Section(Nasty)
            .Paragraph(Nasty)
            .Notice(NoticeKind.Problem, Nasty)
            .Preformatted(Nasty)
            .Facts((Nasty, Nasty))
            .Highlights((Nasty, Nasty, Nasty))
            .Table(new ReportTable(Nasty, new ReportColumn(Nasty)).Row(Nasty))
            .Figures(Nasty, [ReportFigure.Of(SampleReport.Tile(0), Nasty, Nasty)])
            .Chart(new LineChart { Title = Nasty, XTitle = Nasty, YTitle = Nasty, Series = [new ChartSeries(Nasty, [1, 2], [1, 2]), new ChartSeries(Nasty, [1, 2], [2, 3])] })
            .Chart(new IntervalChart { Title = Nasty, ValueTitle = Nasty, Points = [new IntervalPoint(Nasty, Nasty, 1, 0, 2)] });
        string html = report.ToHtml();
        (html.Contains("<script", StringComparison.Ordinal) || html.Contains('\u0001')).Should().BeFalse();
        Parse(html).Descendants("script").Should().BeEmpty();
        Parse(html).Descendants("h1").Single().Value.Should().Be(Nasty.Replace('\u0001', '\uFFFD'));
    }

    [Fact]
    public void ToHtml_TwiceAndInGerman_IsTheSame()
    {
        string expected = SampleReport.Build().ToHtml();
        using Culture german = Culture.German();
        (SampleReport.Build().ToHtml() == expected).Should().BeTrue();
        expected.Contains("0.922", StringComparison.Ordinal).Should().BeTrue();
        expected.Contains("0,922", StringComparison.Ordinal).Should().BeFalse();
    }

    [Fact]
    public void Table_Numbers_AreAlignedAndFormatted()
    {
        var report = new HtmlReport("t");
        report.Section("s").Table(new ReportTable("c", new("Name"), new("AUC", "0.000"), new("Tiles"), new("Text")).Row("a", 0.5, 1234567, "x").EmphasisedRow("b", double.NaN, null, "y"));
        XElement[] rows = [.. Parse(report.ToHtml()).Descendants("tbody").Single().Elements("tr")];
        rows[0].Elements().Select(cell => cell.Value).Should().Equal("a", "0.500", "1\u202F234\u202F567", "x");
        rows[1].Elements().Select(cell => cell.Value).Should().Equal("b", "–", "–", "y");
        rows[0].Elements().Select(cell => cell.Attribute("class")?.Value).Should().Equal(null, "number", "number", null);
        rows[1].Attribute("class")!.Value.Should().Be("emphasis");
    }

    [Fact]
    public void Table_RowOfAnotherLength_IsRefused()
    {
        Action add = () => new ReportTable("c", new ReportColumn("a"), new ReportColumn("b")).Row(1);
        add.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.BadReportTable);
    }

    [Fact]
    public void Chart_WithoutFinitePoint_IsRefused()
    {
        ReportSection section = new HtmlReport("t").Section("s");
        Action line = () => section.Chart(new LineChart { Title = "t", XTitle = "x", YTitle = "y", LogarithmicY = true, Series = [new ChartSeries("a", [1, 2], [0, double.NaN])] });
        Action interval = () => section.Chart(new IntervalChart { Title = "t", ValueTitle = "v", Points = [] });
        line.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.EmptyReportChart);
        interval.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.EmptyReportChart);
    }

    [Fact]
    public void Chart_LongCurve_KeepsItsPeakAndStaysSmall()
    {
        double[] x = [.. Enumerable.Range(0, 200_000).Select(i => (double)i)], y = new double[x.Length];
        string flat = Draw(x, y);
        y[123_456] = 1;
        string peak = Draw(x, y);
        (peak == flat).Should().BeFalse();
        peak.Length.Should().BeLessThan(60_000);
    }

    [Fact]
    public void Save_WritesTheFile()
    {
        using var folder = new TempFolder();
        HtmlReport report = SampleReport.Build();
        report.Save(folder.File("out", "report.html"));
        (File.ReadAllText(folder.File("out", "report.html")) == report.ToHtml()).Should().BeTrue();
    }

    private static string Draw(double[] x, double[] y)
    {
        var report = new HtmlReport("t");
        report.Section("s").Chart(new LineChart { Title = "t", XTitle = "x", YTitle = "y", Series = [new ChartSeries("a", x, y)] });
        return report.ToHtml();
    }

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
