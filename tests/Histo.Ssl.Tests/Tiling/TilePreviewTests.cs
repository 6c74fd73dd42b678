using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Tests.Tiling;

public class TilePreviewTests
{
    [Fact]
    public void Draw_GridContoursAndFill_LandWhereTheTilesAre()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Pictures.Tissue(1024, 512, new PixelRectangle(256, 128, 256, 256)), 1.0));
        TileSet tiles = new TileSetBuilder(slides, new TilingOptions { TileSize = 128 }, TileSetBuilderTests.Exact()).Build(slides.Manifest).Tiles;
        using ISlide slide = slides.Open(slides.Manifest[0]);
        TissueMask mask = TileSetBuilderTests.Exact().Detect(slide);
        byte[] png = TilePreview.Draw(slide, tiles, 0, new TilePreviewOptions { LongestSide = 256, Tissue = mask, Fill = tile => tile == 0 ? 0xFF0000FF : 0 });
        using SKBitmap picture = SKBitmap.Decode(png);
        (picture.Width, picture.Height).Should().Be((256, 128));
        tiles.Count.Should().Be(4);
        picture.GetPixel(64 + 16, 32 + 16).Should().Be(new SKColor(0, 0, 255), "tile 0 is filled");
        picture.GetPixel(96 + 16, 32 + 16).Should().Be(new SKColor(190, 110, 170), "tile 1 is not");
        picture.GetPixel(64 + 16, 32).Should().Be(new SKColor(0x0A, 0x7D, 0x32), "the contour runs along the tissue's edge");
        picture.GetPixel(96, 48).Red.Should().BeLessThan(170, "the grid's line darkens the tissue");
        picture.GetPixel(200, 64).Should().Be(new SKColor(Pictures.Glass.R, Pictures.Glass.G, Pictures.Glass.B));
    }

    [Fact]
    public void Heat_RunsFromDarkToBright_AndSkipsNaN()
    {
        TilePreview.Heat(double.NaN).Should().Be(0);
        TilePreview.Heat(-1).Should().Be(TilePreview.Heat(0)).And.Be(0x90440154);
        TilePreview.Heat(2).Should().Be(0x90FDE725);
    }
}
