using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Slides;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class ExplanationFilesTests
{
    private static readonly SlideExplanation Explained = new()
    {
        BagId = "b",
        Probabilities = [0.25, 0.75],
        ClassIndex = 1,
        Scores = new[] { 0.5, 0.3, 0.2 },
        Source = ImportanceSource.Attention,
        Positions = new TilePositions([0, 32, 64], [0, 0, 16], 32, 32),
    };

    [Fact]
    public void Write_WantedFiles_AreThereAndNoOthers()
    {
        using var folder = new TempFolder();
        using var slide = new MemorySlide(Pictures.Tissue(512, 256, new PixelRectangle(0, 0, 512, 256)));
        SlideExplanation inPixels = Explained.FromMicrometres(0.25);
        inPixels.Positions!.X.ToArray().Should().Equal(0, 128, 256);
        inPixels.Positions!.Y.ToArray().Should().Equal(0, 0, 64);
        (inPixels.Positions!.TileSize, inPixels.Positions!.Step).Should().Be((128, 128));
        new ExplanationFiles { Heatmap = folder.File("new", "h.png"), GeoJson = folder.File("new", "t.geojson.gz") }.Write(inPixels, slide);
        Directory.EnumerateFiles(folder.File("new")).Select(Path.GetFileName).Order().Should().Equal("h.png", "t.geojson.gz");
        using SKBitmap picture = SKBitmap.Decode(folder.File("new", "h.png"));
        picture.Height.Should().Be(256 + HeatmapLegend.Height);
        new ExplanationFiles { Tiles = folder.File("t.png") }.Write(inPixels, slide);
        File.Exists(folder.File("t.png")).Should().BeTrue();
    }

    [Fact]
    public void ToAttention_GoesIntoTheBehaviour()
    {
        AttentionBehaviour behaviour = AttentionBehaviour.Of([Explained.ToAttention([false, true, false]), Explained.ToAttention()]);
        (behaviour.HighAttentionRatio, behaviour.Top1Alignment, behaviour.HighAlignment).Should().Be((1, 0, 0));
    }

    [Fact]
    public void Write_WithoutPositions_OrResolution_IsRefused()
    {
        using var folder = new TempFolder();
        using var slide = new MemorySlide(Pictures.Tissue(100, 100));
        SlideExplanation placeless = Explained with { Positions = null };
        FluentActions.Invoking(() => new ExplanationFiles { Heatmap = folder.File("h.png") }.Write(placeless, slide)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NoPositions);
        FluentActions.Invoking(() => Explained.FromMicrometres(0)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        Directory.EnumerateFileSystemEntries(folder.FullPath).Should().BeEmpty();
    }
}
