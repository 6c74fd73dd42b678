using System.Text.RegularExpressions;
using System.Xml.Linq;
using Histo.Ssl.Reports;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Reports;

public class ScatterChartTests
{
    [Fact]
    public void Chart_FewPoints_DrawsEachOnceInTheColourOfItsCategory()
    {
        XElement page = ReportPage.Of(section => section.Chart(Chart(["a", "b", "a", "a", "?"]) with { Background = "?" }));
        Legend(page).Should().Equal("a", "b", "?");
        XElement[] paths = [.. Drawing(page).Elements("path").Where(path => path.Attribute("style")!.Value.Contains("var(--s"))];
        Regex.IsMatch(paths[0].Attribute("style")!.Value, "var\\(--s5\\)").Should().BeTrue("the background lies below everything and is grey");
        Points(paths, "var(--s0)").Should().Be(3);
        Points(paths, "var(--s1)").Should().Be(1);
        Points(paths, "var(--s5)").Should().Be(1);
    }

    [Fact]
    public void Chart_SameScale_KeepsDistances()
    {
        XElement page = ReportPage.Of(section => section.Chart(new ScatterChart { Title = "t", X = [0, 10, 0], Y = [0, 0, 10], Categories = ["a", "a", "a"] }));
        (double X, double Y)[] at = [.. Regex.Matches(string.Concat(Drawing(page).Elements("path").Select(path => path.Attribute("d")!.Value)), "M([0-9.]+) ([0-9.]+)")
            .Select(match => (double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)))];
        at.Should().HaveCount(3);
        double left = at.Min(point => point.X), bottom = at.Max(point => point.Y);
        (at.Max(point => point.X) - left).Should().BeApproximately(bottom - at.Min(point => point.Y), 0.2, "both directions have one scale");
        at.Should().OnlyContain(point => point.X >= 0 && point.X <= 860 && point.Y >= 0 && point.Y <= 640);
        Legend(page).Should().BeEmpty("one category needs no legend");
    }

    [Fact]
    public void Chart_ManyCategories_KeepsTheLargestAndJoinsTheOthers()
    {
        string[] categories = [.. Enumerable.Range(0, 13).SelectMany(c => Enumerable.Repeat($"c{c:00}", 20 - c))];
        XElement page = ReportPage.Of(section => section.Chart(Chart(categories)));
        Legend(page).Should().Equal([.. Enumerable.Range(0, 10).Select(c => $"c{c:00}"), "other (3)"]);
        page.Descendants("ul").Single().Descendants("path").Select(path => path.Attribute("style")!.Value + path.Attribute("d")!.Value).Should().OnlyHaveUniqueItems("colour and shape together tell them apart");
    }

    [Fact]
    public void Chart_ManyPoints_StaysSmallAndSaysWhatItLeftOut()
    {
        string[] categories = [.. Enumerable.Range(0, 50_000).Select(i => $"c{i % 10}")];
        XElement page = ReportPage.Of(section => section.Chart(Chart(categories)));
        page.Descendants("figcaption").Single().Value.Should().Be("t (20000 of 50000 points are drawn)");
        Drawing(page).ToString().Length.Should().BeLessThan(700_000);
        Regex.Count(string.Concat(Drawing(page).Elements("path").Select(path => path.Attribute("d")!.Value)), "M").Should().Be(20_000);
    }

    [Fact]
    public void Chart_Axes_AreNamed()
    {
        string page = ReportPage.Of(section => section.Chart(Chart(["a", "b"]) with { XTitle = "size", YTitle = "weight" })).ToString();
        page.Should().Contain("size").And.Contain("weight");
    }

    [Fact]
    public void Chart_TwiceAndInGerman_IsTheSame()
    {
        string[] categories = ["a", "b", "a", "c"];
        string expected = ReportPage.Of(section => section.Chart(Chart(categories))).ToString();
        using Culture german = Culture.German();
        ReportPage.Of(section => section.Chart(Chart(categories))).ToString().Should().Be(expected);
    }

    [Fact]
    public void Chart_OtherLengthsOrNothingToDraw_AreRefused()
    {
        Code(new ScatterChart { Title = "t", X = [1], Y = [1, 2], Categories = ["a"] }).Should().Be(ErrorCodes.WrongShape);
        Code(new ScatterChart { Title = "t", X = [double.NaN], Y = [1], Categories = ["a"] }).Should().Be(ErrorCodes.EmptyReportChart);

        static string Code(ScatterChart chart) => FluentActions.Invoking(() => ReportPage.Of(section => section.Chart(chart))).Should().Throw<HistoException>().Which.Code;
    }

    private static ScatterChart Chart(string[] categories) => new()
    {
        Title = "t",
        X = [.. categories.Select((_, i) => (i * 0.61803) % 1)],
        Y = [.. categories.Select((_, i) => (i * 0.32471) % 1)],
        Categories = categories,
    };

    private static XElement Drawing(XElement page) => page.Descendants("svg").Single(svg => svg.Attribute("role") is not null);

    private static IEnumerable<string> Legend(XElement page) => page.Descendants("li").Select(item => item.Value);

    private static int Points(IEnumerable<XElement> paths, string colour) => paths.Where(path => path.Attribute("style")!.Value.Contains(colour)).Sum(path => path.Attribute("d")!.Value.Count(letter => letter == 'M'));
}
