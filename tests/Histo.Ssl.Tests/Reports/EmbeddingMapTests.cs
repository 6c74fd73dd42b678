using System.Xml.Linq;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Reports;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Reports;

public class EmbeddingMapTests
{
    private static readonly EmbeddingMapOptions Quick = new() { MaxRows = 90, Tsne = new() { Perplexity = 10, Iterations = 250, ExaggerationIterations = 100 } };

    [Fact]
    public void Add_Sample_GivesEverySlideItsShare()
    {
        EmbeddingMap map = null!;
        EmbeddingSet set = ToyEmbeddings.Of("h", ["a", "a", "b", "c"], [10, 200, 100, 100]);
        XElement page = ReportPage.Of(section => map = EmbeddingMap.Add(section, set, Quick));
        map.Rows.Should().HaveCount(90).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        map.Rows.CountBy(row => set.SlideIndex[row]).Select(each => each.Value).Should().BeEquivalentTo([10, 26, 27, 27]);
        map.Tsne.Embedding.Rows.Should().Be(90);
        string[] captions = [.. page.Descendants("figcaption").Select(each => each.Value)];
        captions.Should().HaveCount(2);
        captions.Should().OnlyContain(caption => caption.Contains("t-SNE (exact), perplexity 10, 90 of 410 tiles, KL divergence " + map.Tsne.Divergence.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) + ". Distances between clusters mean nothing"));
        captions[0].Should().Contain("label");
        captions[1].Should().Contain("slide");
        page.Descendants("li").Select(item => item.Value).Should().Contain("tumor").And.Contain("stroma").And.Contain("no label").And.Contain("slide-0");
    }

    [Fact]
    public void Of_Classes_LieApart()
    {
        EmbeddingSet set = ToyEmbeddings.Of("h", ["a", "b"], [60, 60]);
        EmbeddingMap map = EmbeddingMap.Of(set, Quick with { MaxRows = 200 });
        map.Rows.Should().Equal(Enumerable.Range(0, 120), "all fit");
        map.Labels.Should().Equal(Enumerable.Range(0, 120).Select(row => set.Labels![row] < 0 ? null : set.LabelNames[set.Labels[row]]));
        new ClusterAgreement(KMeans.Fit(map.Tsne.Embedding, 2).Labels, [.. map.Rows.Select(row => row % 2)]).AdjustedRand.Should().Be(1);
    }

    [Fact]
    public void Of_Again_IsTheSame_AndAnotherSeedIsAnotherSample()
    {
        EmbeddingSet set = ToyEmbeddings.Of("h", ["a", "b"], [100, 100]);
        EmbeddingMap map = EmbeddingMap.Of(set, Quick), again = EmbeddingMap.Of(set, Quick);
        again.Rows.Should().Equal(map.Rows);
        again.Tsne.Embedding.Values.Should().Equal(map.Tsne.Embedding.Values);
        EmbeddingMap.Of(set, Quick with { Seed = 1 }).Rows.Should().NotEqual(map.Rows);
    }

    [Fact]
    public void SaveCoordinates_InGerman_WritesEveryTile()
    {
        using var folder = new TempFolder();
        using Culture german = Culture.German();
        EmbeddingSet set = ToyEmbeddings.Of("h", ["a", "b"], [20, 20]);
        EmbeddingMap map = EmbeddingMap.Of(set, Quick with { Labels = [.. Enumerable.Repeat((string?)null, 39), "a,b"] });
        map.SaveCoordinates(folder.File("map.csv"));
        string[] lines = File.ReadAllLines(folder.File("map.csv"));
        lines.Should().HaveCount(41).And.StartWith("slide,column,row,x,y,label");
        string[] cells = lines[23].Split(',');
        cells[..3].Should().Equal("slide-1", $"{set.Columns[22]}", $"{set.Rows[22]}");
        cells[3..5].Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).Should().Equal(map.Tsne.Embedding.Row(22).ToArray());
        cells[5].Should().BeEmpty();
        lines[40].Should().EndWith(",\"a,b\"");
    }

    [Fact]
    public void Add_NoLabels_DrawsSlidesOnly()
    {
        XElement page = ReportPage.Of(section => EmbeddingMap.Add(section, ToyEmbeddings.Of("h", ["a", "b"], [12, 9], labelled: false), Quick));
        page.Descendants("figcaption").Single().Value.Should().Contain("coloured by slide").And.Contain("perplexity 6.7", "21 tiles carry no more");
    }

    [Fact]
    public void Of_GivenLabels_AreThoseOfTheMap()
    {
        EmbeddingSet set = ToyEmbeddings.Of("h", ["a", "b"], [20, 20]);
        string[] own = [.. Enumerable.Range(0, 40).Select(row => $"k{row % 3}")];
        EmbeddingMap.Of(set, Quick with { Labels = own }).Labels.Should().Equal(own);
        FluentActions.Invoking(() => EmbeddingMap.Of(set, Quick with { Labels = ["a"] })).Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.WrongShape);
        FluentActions.Invoking(() => EmbeddingMap.Of(set, Quick with { MaxRows = 3 })).Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.InvalidOption);
        FluentActions.Invoking(() => EmbeddingMap.Of(ToyEmbeddings.Of("h", ["a"], [3]), Quick)).Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.InvalidOption);
    }
}
