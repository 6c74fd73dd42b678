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

    // Per cent of pairs at distances 1 to 6, as counted independently in Python on the same mosaics.
    [DataTheory("camelyon-regions/labels.csv")]
    [InlineData(32, 32, 13.1, 22.0, 28.8, 35.0, 40.4, 45.2)]
    [InlineData(64, 64, 22.1, 35.0, 45.0, 52.8, 57.2, 58.5)]
    [InlineData(64, 32, 11.9, 21.3, 28.5, 35.0, 40.5, 45.7)]
    public void Measure_Purity_IsWhatAnIndependentCountGave(int tile, int stride, params double[] wanted)
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("camelyon-regions", "labels.csv"), mpp: 1);
        var options = new TilingOptions { TileSize = tile, Stride = stride, Mpp = 1 };
        TileSet tiles = new TileSetBuilder(new SlideSource(SlideReaderFactory.Default()), options, new OtsuTissueDetector(new TissueOptions { Method = TissueMethod.None })).Build(manifest.Slides).Tiles;
        PurityCurve curve = LabelPurity.Measure(tiles, TileLabels.Of(tiles), new PurityOptions { MaxDistance = 6 });
        curve.Distances.Select(each => Math.Round(100 * each.At.Estimate!.Value, 1)).Should().Equal(wanted);
    }
}
