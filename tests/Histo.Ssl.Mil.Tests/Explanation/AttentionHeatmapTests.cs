using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Slides;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class AttentionHeatmapTests
{
    private static readonly TilePositions Four = new([256, 384, 256, 384], [128, 128, 256, 256], 128, 128);

    [Fact]
    public void Draw_OverASlide_ColoursTheTilesAndNothingElse()
    {
        using var slide = new MemorySlide(Pictures.Tissue(1024, 512, new PixelRectangle(256, 128, 256, 256)), 0.5, 4);
        byte[] png = AttentionHeatmap.Draw([0.1, 0.2, 0.3, 0.4], Four, slide, new HeatmapOptions { LongestSide = 256, Opacity = 1, Legend = false, Scaling = ScoreScaling.RelativeToMaximum });
        using SKBitmap picture = SKBitmap.Decode(png);
        (picture.Width, picture.Height).Should().Be((256, 128));
        Colour(picture, 70, 40).Should().Be(ColourMap.Sequential.At(0.25));
        Colour(picture, 127, 95).Should().Be(ColourMap.Sequential.At(1));
        Colour(picture, 200, 64).Should().Be(Pictures.Glass);
    }

    [Fact]
    public void Draw_HalfOpacity_MixesWithTheTissue()
    {
        using var slide = new MemorySlide(Pictures.Tissue(1024, 512, new PixelRectangle(256, 128, 256, 256)));
        byte[] png = AttentionHeatmap.Draw([1, 1, 1, 1], Four, slide, new HeatmapOptions { LongestSide = 256, Legend = false, Scaling = ScoreScaling.RelativeToMaximum });
        using SKBitmap picture = SKBitmap.Decode(png);
        (byte r, byte g, byte b) = ColourMap.Sequential.At(1);
        (byte R, byte G, byte B) mixed = Colour(picture, 90, 60);
        ((double)mixed.R).Should().BeApproximately((r + Pictures.Stained.R) / 2.0, 1);
        ((double)mixed.G).Should().BeApproximately((g + Pictures.Stained.G) / 2.0, 1);
        ((double)mixed.B).Should().BeApproximately((b + Pictures.Stained.B) / 2.0, 1);
    }

    [Fact]
    public void Draw_OverlappingTiles_AreAveraged()
    {
        using var slide = new MemorySlide(Pictures.Tissue(256, 128));
        byte[] png = AttentionHeatmap.Draw([1, 0.5], new TilePositions([0, 64], [0, 0], 64, 128), slide, new HeatmapOptions { Opacity = 1, Legend = false, Scaling = ScoreScaling.RelativeToMaximum });
        using SKBitmap picture = SKBitmap.Decode(png);
        Colour(picture, 10, 10).Should().Be(ColourMap.Sequential.At(1));
        Colour(picture, 100, 10).Should().Be(ColourMap.Sequential.At(0.75));
        Colour(picture, 150, 10).Should().Be(ColourMap.Sequential.At(0.5));
        Colour(picture, 200, 10).Should().Be(Pictures.Glass);
    }

    [Fact]
    public void Draw_WithoutSlide_IsCutToTheTiles()
    {
        byte[] png = AttentionHeatmap.Draw([0.1, 0.2, 0.3, 0.4], Four, new HeatmapOptions { Legend = false });
        using SKBitmap picture = SKBitmap.Decode(png);
        (picture.Width, picture.Height).Should().Be((96, 96), "two tiles of 32 pixels and half a tile around them");
        Colour(picture, 5, 5).Should().Be(((byte)255, (byte)255, (byte)255));
        Colour(picture, 20, 20).Should().Be(ColourMap.Diverging.At(0.25));
        Colour(picture, 79, 79).Should().Be(ColourMap.Diverging.At(1));
    }

    [Fact]
    public void Draw_Legend_StandsBelow_AndNamesTheScaling()
    {
        byte[] with = AttentionHeatmap.Draw([0.1, 0.2, 0.3, 0.4], Four, new HeatmapOptions { Title = "Tumor" });
        using SKBitmap picture = SKBitmap.Decode(with);
        picture.Height.Should().Be(96 + HeatmapLegend.Height);
        picture.Width.Should().BeGreaterThan(200, "the text needs the room");
        Colour(picture, 8, 96 + 30).Should().Be(ColourMap.Diverging.At(0));
        with.Should().NotEqual(AttentionHeatmap.Draw([0.1, 0.2, 0.3, 0.4], Four, new HeatmapOptions { Title = "Normal" }), "the title is drawn");
        with.Should().Equal(AttentionHeatmap.Draw([0.1, 0.2, 0.3, 0.4], Four, new HeatmapOptions { Title = "Tumor" }), "the same input gives the same bytes");
    }

    [Fact]
    public void Draw_ManyTiles_NeedsMemoryForThePictureOnly()
    {
        const int side = 320;
        double[] x = [.. Enumerable.Range(0, side * side).Select(tile => 256.0 * (tile % side))], y = [.. Enumerable.Range(0, side * side).Select(tile => 256.0 * (tile / side))];
        var positions = new TilePositions(x, y, 256, 256);
        double[] scores = [.. x.Select((left, tile) => left + y[tile])];
        var options = new HeatmapOptions { LongestSide = 400 };
        AttentionHeatmap.Draw(scores, positions, options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AttentionHeatmap.Draw(scores, positions, options);
        long picture = 400L * 456 * 25, ranks = 4L * sizeof(double) * scores.Length;
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(picture + ranks + (1 << 20));
    }

    [Fact]
    public void Draw_WrongInput_IsOneCodeEach()
    {
        using var slide = new MemorySlide(Pictures.Tissue(100, 100));
        Code(() => AttentionHeatmap.Draw([1, 2], Four)).Should().Be(ErrorCodes.ScoresMismatch);
        Code(() => AttentionHeatmap.Draw([1, 2, 3, double.NaN], Four)).Should().Be(ErrorCodes.ScoreNotFinite);
        Code(() => AttentionHeatmap.Draw([1, 2, 3, 4], Four, slide)).Should().Be(ErrorCodes.TilesOffSlide);
        Code(() => AttentionHeatmap.Draw([1, 2, 3, 4], Four, new HeatmapOptions { LongestSide = 3 })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => AttentionHeatmap.Draw([], new TilePositions([], [], 1, 1))).Should().Be(ErrorCodes.ScoresMismatch);
    }

    private static (byte R, byte G, byte B) Colour(SKBitmap picture, int x, int y)
    {
        SKColor colour = picture.GetPixel(x, y);
        return (colour.Red, colour.Green, colour.Blue);
    }

    private static string Code(Action action) => action.Should().Throw<HistoException>().Which.Code;
}
