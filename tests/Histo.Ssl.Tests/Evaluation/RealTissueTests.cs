using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.TestKit;
using Xunit.Abstractions;

namespace Histo.Ssl.Tests.Evaluation;

/// <summary>The floor on real tissue: what colour alone knows about tumour, as measured independently with the same recipe.</summary>
public class RealTissueTests(ITestOutputHelper output)
{
    [DataFact("camelyon-regions/labels.csv")]
    public void CrossValidate_ColourHistogram_IsNearTheKnownFloor()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("camelyon-regions", "labels.csv"), mpp: 0.9);
        var slides = new SlideSource(SlideReaderFactory.Default());
        TileSet tiles = new TileSetBuilder(slides, new TilingOptions { TileSize = 32 }, new OtsuTissueDetector(new TissueOptions { Method = TissueMethod.None })).Build(manifest.Slides).Tiles;
        using var source = new SlideTileSource(tiles, slides);
        EmbeddingSet set = new ColourHistogram().Embed(source);
        ProbeReport report = new ProbeRunner().CrossValidate(set);

        output.WriteLine(FormattableString.Invariant($"auc {report.Auc:0.000}, balanced accuracy {report.BalancedAccuracy:0.000}, kNN {report.KnnAuc:0.000}, 5-shot {report.FewShot["5"]:0.000}, NMI {report.Nmi:0.000}"));

        // 0.909, 0.831, 0.909 and 0.886 with five folds of whole mosaics that were dealt by hand.
        report.Tiles.Values.Sum().Should().Be(5207);
        report.Folds.Should().HaveCount(5);
        report.Auc.Should().BeApproximately(0.909, 0.02);
        report.BalancedAccuracy.Should().BeApproximately(0.831, 0.03);
        report.KnnAuc.Should().BeApproximately(0.909, 0.02);
        report.FewShot["5"].Should().BeApproximately(0.886, 0.04);
        ProbeReport again = new ProbeRunner().CrossValidate(new ColourHistogram(new EmbeddingOptions { ReadingThreads = 8, BatchSize = 999 }).Embed(source));
        again.ToJson().Should().Be(report.ToJson());
    }
}
