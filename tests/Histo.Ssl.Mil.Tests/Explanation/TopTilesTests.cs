using CsCheck;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Slides;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class TopTilesTests
{
    [Fact]
    public void Select_AnyScores_TakesBothEndsWithoutOverlap() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 20], Gen.Int[1, 8]).Sample((values, count) =>
        {
            double[] scores = [.. values.Select(value => value / 2.0)];
            (int[] highest, int[] lowest) = TopTiles.Select(scores, count);
            highest.Length.Should().Be(Math.Min(count, scores.Length));
            lowest.Length.Should().Be(Math.Min(count, scores.Length - highest.Length));
            highest.Concat(lowest).Should().OnlyHaveUniqueItems();
            highest.Select(tile => scores[tile]).Should().Equal(scores.OrderDescending().Take(highest.Length));
            lowest.Select(tile => scores[tile]).Should().BeInAscendingOrder();
            highest.All(high => lowest.All(low => scores[low] <= scores[high])).Should().BeTrue();
        });

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(48)]
    public void Read_TilesOfOneColour_ShowsThatColour(int side)
    {
        // Tiles of 64 pixels: read as they are, smaller than on the slide, or resampled.
        using var slide = new MemorySlide(Pictures.Of(256, 128, (x, y) => ((byte)(x / 64 * 60), (byte)(y / 64 * 200), 30)), 0.5, 2);
        var positions = new TilePositions([0, 64, 128, 192, 0], [0, 0, 64, 64, 64], 64, 64);
        TopTiles top = TopTiles.Read([0.5, 0.1, 0.9, 0.3, 0.2], positions, slide, new TopTilesOptions { Count = 2, Side = side });
        top.Highest.Select(tile => tile.Index).Should().Equal(2, 0);
        top.Lowest.Select(tile => tile.Index).Should().Equal(1, 4);
        RgbImage picture = top.Highest[0].Picture!;
        picture.Width.Should().Be(side);
        int middle = 3 * ((side / 2 * side) + (side / 2));
        picture.Pixels[middle..(middle + 3)].Should().Equal(120, 200, 30);
    }

    [Fact]
    public void ToPng_PutsTilesAboveTheirScores()
    {
        using var slide = new MemorySlide(Pictures.Of(256, 64, (x, _) => ((byte)(x / 64 * 60), 0, 30)));
        TopTiles top = TopTiles.Read([0.1, 0.2, 0.3, 0.4], new TilePositions([0, 64, 128, 192], [0, 0, 0, 0], 64, 64), slide, new TopTilesOptions { Count = 2, Side = 64 });
        using SKBitmap sheet = SKBitmap.Decode(top.ToPng());
        (sheet.Width, sheet.Height).Should().Be((8 + (2 * 72), 8 + (2 * (20 + 92))));
        sheet.GetPixel(8 + 32, 8 + 20 + 32).Should().Be(new SKColor(180, 0, 30), "the highest comes first");
        sheet.GetPixel(8 + 72 + 32, 8 + 20 + 92 + 20 + 32).Should().Be(new SKColor(60, 0, 30));
        Enumerable.Range(8, 20).SelectMany(x => Enumerable.Range(8 + 20 + 64 + 4, 7).Select(y => sheet.GetPixel(x, y).Red)).Should().Contain(40, "the score is written below");
    }

    [Fact]
    public void Read_DamagedTileAndTileOverTheEdge_AreShownAsWellAsCanBe()
    {
        using var slide = new MemorySlide(Pictures.Tissue(160, 64, new PixelRectangle(0, 0, 160, 64))) { Damaged = new PixelRectangle(0, 0, 10, 10) };
        TopTiles top = TopTiles.Read([0.1, 0.2, 0.3], new TilePositions([0, 64, 128], [0, 0, 0], 64, 64), slide);
        top.Highest.Select(tile => tile.Picture is not null).Should().Equal(true, true, false);
        top.Highest[0].Picture!.Pixels[..3].Should().Equal(Pictures.Stained.R, Pictures.Stained.G, Pictures.Stained.B);
        SKBitmap.Decode(top.ToPng()).Width.Should().BePositive();
    }

    [Fact]
    public void Read_WrongInput_IsOneCodeEach()
    {
        using var slide = new MemorySlide(Pictures.Tissue(100, 100));
        FluentActions.Invoking(() => TopTiles.Read([1], new TilePositions([200], [0], 64, 64), slide)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TilesOffSlide);
        FluentActions.Invoking(() => TopTiles.Read([1], new TilePositions([0], [0], 64, 64), slide, new TopTilesOptions { Count = 0 })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }
}
