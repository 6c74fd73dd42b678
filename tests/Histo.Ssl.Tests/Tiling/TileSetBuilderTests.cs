using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

public class TileSetBuilderTests
{
    [Fact]
    public void Build_RectangleOfTissue_KeepsTheTilesThatHoldEnoughOfIt()
    {
        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(1024, 1024, new PixelRectangle(128, 256, 512, 256)), 1.0));
        TilingResult result = new TileSetBuilder(source, new TilingOptions { TileSize = 64 }, Exact()).Build(source.Manifest);
        result.Tiles.Count.Should().Be(8 * 4);
        result.Tiles.Find(0, 2, 4).Should().Be(0);
        result.Tiles.Find(0, 1, 4).Should().Be(-1);
        result.Tiles.Columns.TissueShare.Should().OnlyContain(share => share == 255);
        SlideOutcome outcome = result.Outcomes.Should().ContainSingle().Subject;
        (outcome.Tiles, outcome.Cells, outcome.WithoutTissue, outcome.Code).Should().Be((32, 256, 224, null));
        outcome.TissueShare.Should().BeApproximately(0.125, 1e-12);
        TileSlide slide = result.Tiles.Slides[0];
        (slide.ReaderName, slide.Width, slide.Height, slide.Grid.Mpp, slide.Grid.Columns).Should().Be(("memory", 1024, 1024, 1.0, 16));
    }

    [Fact]
    public void Build_OverlappingStride_CountsInStrides()
    {
        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(256, 256, new PixelRectangle(0, 0, 256, 256)), 1.0));
        TileSet tiles = new TileSetBuilder(source, new TilingOptions { TileSize = 64, Stride = 32 }, Everything()).Build(source.Manifest).Tiles;
        tiles.Count.Should().Be(7 * 7);
        tiles.Slides[0].Grid.X(6).Should().Be(192);
    }

    [Fact]
    public void Build_TargetBetweenLevels_CoversTheSlideAtTheExactScale()
    {
        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(1024, 1024, new PixelRectangle(0, 0, 1024, 1024)), 0.25, 2, 4));
        TileGrid grid = new TileSetBuilder(source, new TilingOptions { Mpp = 0.75, TileSize = 100 }, Everything()).Build(source.Manifest).Tiles.Slides[0].Grid;
        (grid.Level, grid.Scale, grid.Resampling, grid.Mpp, grid.Columns, grid.Extent, grid.X(2)).Should().Be((1, 3, 1.5, 0.75, 3, 300, 600));
    }

    [Fact]
    public void Build_ContentInsideACanvas_StartsTheLatticeThere()
    {
        MemorySlide Open() => new(Pictures.Tissue(640, 640, new PixelRectangle(0, 0, 640, 640)), 1.0) { ContentRegions = [new PixelRectangle(100, 50, 300, 260)] };
        MemorySlideSource source = new MemorySlideSource().Add("a", Open);
        TileSet content = new TileSetBuilder(source, new TilingOptions { TileSize = 100, MinTissue = 0 }, Everything()).Build(source.Manifest).Tiles;
        (content.Slides[0].Grid.OriginX, content.Slides[0].Grid.OriginY, content.Count).Should().Be((100, 50, 6));
        TileSet slide = new TileSetBuilder(source, new TilingOptions { TileSize = 100, MinTissue = 0, Origin = GridOrigin.Slide }, Everything()).Build(source.Manifest).Tiles;
        (slide.Slides[0].Grid.OriginX, slide.Count).Should().Be((0, 6));
        slide.Find(0, 1, 1).Should().Be(0);
        slide.Find(0, 1, 0).Should().Be(-1, "row 0 begins above the content");
    }

    [Fact]
    public void Build_Mosaic_CrossesJoinsAndLeavesGapsOut()
    {
        MemorySlide Part() => new(Pictures.Tissue(96, 96, new PixelRectangle(0, 0, 96, 96)), 1.0);
        MemorySlideSource source = new MemorySlideSource().Add("m", () => new MosaicSlide("m", [new(Part(), 0, 0), new(Part(), 96, 0), new(Part(), 0, 96)]));
        TileSet tiles = new TileSetBuilder(source, new TilingOptions { TileSize = 64 }, Everything()).Build(source.Manifest).Tiles;
        tiles.Slides[0].Grid.Columns.Should().Be(3);
        bool[] present = [.. from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 3) select tiles.Contains(0, column, row)];
        present.Should().Equal(true, true, true, true, false, false, true, false, false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_AnyThreadCount_GivesTheSameTileSet(bool german)
    {
        using Culture? culture = german ? Culture.German() : null;
        var source = new MemorySlideSource();
        for (int slide = 0; slide < 9; slide++)
        {
            int own = slide;
            source.Add($"s{own}", () => new MemorySlide(Pictures.Tissue(300 + (40 * own), 400, new PixelRectangle(20 * own, 30, 260, 300)), 0.5, 2));
        }

        string[] hashes = [.. new[] { 1, 2, 8 }.Select(threads =>
            new TileSetBuilder(source, new TilingOptions { Mpp = 0.6, TileSize = 32, KeepScores = true, Threads = threads }, Exact()).Build(source.Manifest).Tiles.Hash)];
        hashes.Distinct().Should().ContainSingle();
    }

    [Fact]
    public void Build_SlidesThatYieldNothing_AreReportedWithTheirCode_AndTheRestGoesOn()
    {
        RgbImage tissue = Pictures.Tissue(512, 512, new PixelRectangle(0, 0, 512, 512));
        MemorySlideSource source = new MemorySlideSource()
            .Add("good", () => new MemorySlide(tissue, 1.0))
            .Add("empty", () => new MemorySlide(Pictures.Tissue(512, 512), 1.0))
            .Add("small", () => new MemorySlide(Pictures.Tissue(100, 600, new PixelRectangle(0, 0, 100, 600)), 1.0))
            .Add("coarse", () => new MemorySlide(tissue, 2.0))
            .Add("broken", () => throw new HistoException(ErrorCodes.SlideDamaged, "the file is damaged", "broken.svs"))
            .Add("locked", () => throw new UnauthorizedAccessException("no"))
            .Add("damaged", () => new MemorySlide(tissue, 1.0) { Damaged = new PixelRectangle(0, 0, 512, 512) })
            .Add("oblong", () => new MemorySlide(tissue, 1.0) { Resolution = new SlideResolution(1, 1.2, ResolutionSource.VendorProperty) });
        var seen = new List<TilingProgress>();
        TilingResult result = new TileSetBuilder(source, new TilingOptions { Mpp = 1, TileSize = 128, Threads = 2 }).Build(source.Manifest, new Listener(seen));
        result.Outcomes.Select(outcome => outcome.Code).Should().Equal(
            null,
            ErrorCodes.NoTissue,
            ErrorCodes.SlideTooSmall,
            ErrorCodes.ResolutionTooFine,
            ErrorCodes.SlideDamaged,
            ErrorCodes.SlideDamaged,
            ErrorCodes.PixelsUnreadable,
            ErrorCodes.PixelsNotSquare);
        result.Tiles.Slides.Select(slide => slide.Source.SlideId).Should().Equal("good");
        result.Outcomes[1].Reason.Should().Contain("seen").And.Contain("wanted");
        seen.Select(each => each.SlidesDone).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        seen[^1].Tiles.Should().Be(16);
    }

    [Fact]
    public void Build_NoSlideYieldsATile_IsAnErrorThatSaysWhy()
    {
        MemorySlideSource source = new MemorySlideSource().Add("empty", () => new MemorySlide(Pictures.Tissue(512, 512), 1.0));
        HistoException error = FluentActions.Invoking(() => new TileSetBuilder(source).Build(source.Manifest)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.NoTiles);
        error.Message.Should().Contain("empty").And.Contain(ErrorCodes.NoTissue);
    }

    [Fact]
    public void Build_ResolutionsMissing_StopsWithATableAndACsv()
    {
        using Culture german = Culture.German();
        RgbImage image = Pictures.Tissue(64, 64);
        MemorySlideSource source = new MemorySlideSource()
            .Add("good", () => new MemorySlide(image, 0.5))
            .Add("none", () => new MemorySlide(image, null))
            .Add("absurd", () => new MemorySlide(image, 40.5), new ManifestPart("/data/a, b.tif"));
        source.Manifest.Add(source.Manifest[0] with { SlideId = "typo", Mpp = 500 });
        HistoException error = FluentActions.Invoking(() => new TileSetBuilder(source).Build(source.Manifest)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.ResolutionUnknown);
        error.What.Should().Contain("3 of 4");
        error.Seen.Should().Contain("none    missing").And.Contain("absurd  40.5").And.Contain("typo    500");
        error.Action.Should().Contain("slide_id,path,mpp\nnone,/nowhere/none,\nabsurd,\"/data/a, b.tif\",\n");
    }

    [Fact]
    public void Build_PenAndBlurLimits_DropTilesAndCountThem()
    {
        RgbImage image = Pictures.Noise(384, 128, Pictures.Stained, 30);
        for (int y = 0; y < 128; y++)
        {
            for (int x = 128; x < 256; x++)
            {
                (image.Pixels[3 * ((y * 384) + x)], image.Pixels[(3 * ((y * 384) + x)) + 1], image.Pixels[(3 * ((y * 384) + x)) + 2]) = (30, 140, 70);
            }

            image.Pixels.AsSpan(3 * ((y * 384) + 256), 3 * 128).Fill(150);
        }

        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(image, 1.0));
        TilingResult result = new TileSetBuilder(source, new TilingOptions { TileSize = 128, MaxPenScore = 50, MinSharpness = 50 }, Everything()).Build(source.Manifest);
        result.Tiles.Count.Should().Be(1);
        (result.Outcomes[0].WithPenMarks, result.Outcomes[0].Blurred).Should().Be((1, 1));
        result.Tiles.Columns.Sharpness.Should().ContainSingle().Which.Should().BeGreaterThan(200);

        MemorySlideSource inked = new MemorySlideSource().Add("good", () => new MemorySlide(image, 1.0)).Add("ink", () => new MemorySlide(Pictures.Of(256, 256, (_, _) => (30, 140, 70)), 1.0));
        new TileSetBuilder(inked, new TilingOptions { TileSize = 128, MaxPenScore = 50 }, Everything()).Build(inked.Manifest).Outcomes[1].Code.Should().Be(ErrorCodes.AllTilesFiltered);
    }

    [Fact]
    public void Build_UnreadableTile_IsLeftOutWhenTilesAreScored()
    {
        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Noise(256, 256, Pictures.Stained, 20), 1.0) { Damaged = new PixelRectangle(10, 10, 5, 5) });
        TilingResult result = new TileSetBuilder(source, new TilingOptions { TileSize = 64, MinTissue = 0, KeepScores = true }, Everything()).Build(source.Manifest);
        (result.Tiles.Count, result.Outcomes[0].Unreadable).Should().Be((15, 1));
    }

    [Fact]
    public void Build_Cancelled_Stops()
    {
        MemorySlideSource source = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(512, 512, new PixelRectangle(0, 0, 512, 512)), 1.0));
        FluentActions.Invoking(() => new TileSetBuilder(source).Build(source.Manifest, null, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Constructor_OptionOutOfRange_IsRefused() =>
        FluentActions.Invoking(() => new TileSetBuilder(new MemorySlideSource(), new TilingOptions { TileSize = 0 })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    internal static OtsuTissueDetector Exact() => new(new TissueOptions { SmoothingRadius = 0, ClosingRadius = 0, MaxHoleArea = 0, MinTissueArea = 0 });

    internal static OtsuTissueDetector Everything() => new(new TissueOptions { Method = TissueMethod.None });

    private sealed class Listener(List<TilingProgress> seen) : IProgress<TilingProgress>
    {
        public void Report(TilingProgress value) => seen.Add(value);
    }
}
