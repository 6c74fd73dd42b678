using System.Xml.Linq;
using Histo.Ssl.Features;
using Histo.Ssl.Reports;
using Histo.Ssl.Tests.Features;
using SkiaSharp;

namespace Histo.Ssl.Tests.Reports;

public sealed class NeighbourPanelsTests : IDisposable
{
    private static readonly NeighbourPanelOptions Options = new() { Queries = 5, Neighbours = 4 };
    private readonly FakeTileSource _source = new(columns: 10, rows: 10);

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Add_Neighbours_EqualANaiveSearchAmongOtherGroups()
    {
        EmbeddingSet set = Set(["p", "p", "q", "r"], [40, 40, 60, 60]);
        IReadOnlyList<NeighbourPanel> panels = [];
        ReportPage.Of(section => panels = NeighbourPanels.Add(section, set, _source, Options with { SameSlideNeighbours = 3 }));
        panels.Should().HaveCount(5);
        foreach (NeighbourPanel panel in panels)
        {
            ShouldEqual(panel.Others, Naive(set, panel.Query, 4, row => set.SlideOf(row).Group != set.SlideOf(panel.Query).Group));
            ShouldEqual(panel.SameSlide, Naive(set, panel.Query, 3, row => row != panel.Query && set.SlideIndex[row] == set.SlideIndex[panel.Query]));
        }
    }

    [Fact]
    public void Add_Queries_TakeTurnsOverClassesAndSlides()
    {
        EmbeddingSet set = Set(["p", "q", "r", "s"], [50, 50, 50, 50]);
        int[] queries = Queries(set, Options with { Queries = 8 });
        queries.Should().OnlyHaveUniqueItems().And.Equal(Queries(set, Options with { Queries = 8 }));
        queries.CountBy(row => set.Labels![row]).Select(each => (each.Key, each.Value)).Should().BeEquivalentTo([(0, 4), (1, 4)], "tiles without a class are no queries");
        queries.Where(row => set.Labels![row] == 0).Select(row => set.SlideIndex[row]).Should().OnlyHaveUniqueItems();
        Queries(set, Options with { Queries = 3 }).Should().Equal(queries[..3]);
        Queries(set, Options with { Queries = 8, Seed = 1 }).Should().NotEqual(queries);
    }

    [Fact]
    public void Add_Pictures_AreTheTilesWithTheirCaptions()
    {
        EmbeddingSet set = Set(["p", "q", "r"], [70, 70, 60]);
        IReadOnlyList<NeighbourPanel> panels = [];
        XElement page = ReportPage.Of(section => panels = NeighbourPanels.Add(section, set, _source, Options));
        XElement[][] rows = [.. page.Descendants("figure").Where(each => each.Attribute("class")?.Value == "pictures").Select(row => row.Element("div")!.Elements("figure").ToArray())];
        rows.Should().HaveCount(5).And.OnlyContain(row => row.Length == 5);
        for (int i = 0; i < 5; i++)
        {
            ShouldShow(rows[i][0], panels[i].Query);
            rows[i][0].Attribute("class")!.Value.Should().Be("query");
            for (int k = 0; k < 4; k++)
            {
                (int row, double cosine) = panels[i].Others[k];
                ShouldShow(rows[i][k + 1], row);
                string caption = rows[i][k + 1].Element("figcaption")!.Value;
                caption.Should().Contain(set.SlideOf(row).SlideId).And.Contain(cosine.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture));
                bool known = set.Labels![row] >= 0, agrees = set.Labels[row] == set.Labels[panels[i].Query];
                rows[i][k + 1].Attribute("class")?.Value.Should().Be(known ? agrees ? "agrees" : "differs" : null);
                caption.Should().StartWith(known ? $"{(agrees ? "=" : "≠")} {set.LabelNames[set.Labels[row]]}" : "no label");
            }
        }

        page.Descendants("p").Should().Contain(each => each.Value.Contains("labelled neighbours"));
    }

    [Fact]
    public void Add_UnreadableTile_LeavesItsRowOut()
    {
        EmbeddingSet set = Set(["p", "q"], [100, 100]);
        int bad = Queries(set, Options)[2];
        using var source = new FakeTileSource(10, 10, 12, bad);
        XElement page = ReportPage.Of(section => NeighbourPanels.Add(section, set, source, Options));
        page.Descendants("figure").Count(each => each.Attribute("class")?.Value == "pictures").Should().BeLessThan(5);
        page.Value.Should().Contain("HS1005");
    }

    [Fact]
    public void Add_OneGroupOrNoLabels_SaysSo()
    {
        ReportPage.Of(section => NeighbourPanels.Add(section, Set(["p", "p"], [100, 100]), _source, Options)).Value.Should().Contain("All tiles are of one patient or slide");
        EmbeddingSet unlabelled = ToyEmbeddings.Of(_source.Tiles.Hash, ["p", "q"], [100, 100], labelled: false);
        ReportPage.Of(section => NeighbourPanels.Add(section, unlabelled, _source, Options)).Descendants("img").Should().HaveCount(25);
    }

    [Fact]
    public void Add_OtherTiles_AreRefused() =>
        FluentActions.Invoking(() => ReportPage.Of(section => NeighbourPanels.Add(section, ToyEmbeddings.Of("other", ["p", "q"], [10, 10]), _source)))
            .Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.BadEmbeddingSet);

    private static List<NeighbourTile> Naive(EmbeddingSet set, int query, int count, Func<int, bool> counts)
    {
        double Product(int a, int b) => Enumerable.Range(0, set.Dimensions).Sum(d => (double)set.Feature(a)[d] * set.Feature(b)[d]);
        return [.. Enumerable.Range(0, set.Count).Where(counts).Select(row => new NeighbourTile(row, Product(row, query) / Math.Sqrt(Product(row, row) * Product(query, query)))).OrderByDescending(each => each.Cosine).Take(count)];
    }

    private static void ShouldEqual(IReadOnlyList<NeighbourTile> found, List<NeighbourTile> naive)
    {
        found.Select(each => each.Row).Should().Equal(naive.Select(each => each.Row));
        found.Select(each => each.Cosine).Should().Equal(naive.Select(each => each.Cosine), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private EmbeddingSet Set(string[] groups, int[] tiles) => ToyEmbeddings.Of(_source.Tiles.Hash, groups, tiles);

    private int[] Queries(EmbeddingSet set, NeighbourPanelOptions options)
    {
        int[] queries = [];
        ReportPage.Of(section => queries = [.. NeighbourPanels.Add(section, set, _source, options).Select(panel => panel.Query)]);
        return queries;
    }

    private void ShouldShow(XElement figure, int tile)
    {
        var expected = new byte[12 * 12 * 3];
        _source.Read(tile, expected);
        using SKBitmap picture = SKBitmap.Decode(Convert.FromBase64String(figure.Element("img")!.Attribute("src")!.Value.Split(',')[1]));
        (picture.Width, picture.Height).Should().Be((12, 12));
        double difference = 0;
        for (int i = 0; i < 144; i++)
        {
            SKColor colour = picture.GetPixel(i % 12, i / 12);
            difference += Math.Abs((0.299 * (colour.Red - expected[3 * i])) + (0.587 * (colour.Green - expected[(3 * i) + 1])) + (0.114 * (colour.Blue - expected[(3 * i) + 2]))) / 144;
        }

        difference.Should().BeLessThan(12, "JPEG changes brightness little, and other noise differs by 60");
    }
}
