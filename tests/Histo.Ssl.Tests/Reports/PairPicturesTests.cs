using Histo.Ssl.Pairs;
using Histo.Ssl.Reports;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using SkiaSharp;

namespace Histo.Ssl.Tests.Reports;

public class PairPicturesTests
{
    private const int Side = 32, Gap = 4, Half = (Side - Gap) / 2;

    private static readonly TileSet Tiles = SyntheticTiles.Squares(2, 5);

    [Theory]
    [InlineData(0, LocalCropPolicy.AnchorOnly, 0)]
    [InlineData(3, LocalCropPolicy.Split, 2)]
    [InlineData(4, LocalCropPolicy.Both, 4)]
    public void Draw_ShowsTilesViewsAndLocalCrops(int crops, LocalCropPolicy policy, int columns)
    {
        IReadOnlyList<ReportFigure> figures = Draw(new ViewLayout(crops, policy), _ => false);
        figures.Should().HaveCount(3);
        figures.Should().OnlyContain(figure => figure.Width == (4 * Side) + (3 * Gap) + (columns * (Half + Gap)) && figure.Height == Side);
        figures[0].Caption.Should().StartWith("Spatial");
    }

    [Fact]
    public void Draw_WithoutAugmentation_EveryViewShowsItsOwnTile()
    {
        var planner = Planner(new ViewLayout(3, LocalCropPolicy.Split));
        BatchContext context = planner.Plan(0);
        IReadOnlyList<ReportFigure> figures = Draw(planner.Layout, _ => false);
        for (int pair = 0; pair < 3; pair++)
        {
            using SKBitmap picture = SKBitmap.Decode(Convert.FromBase64String(figures[pair].DataUri.Split(',')[1]));
            int anchor = context.Rows[pair].Tile, positive = context.View(1)[pair].Tile;

            // Anchor, positive, their views, then two anchors' crops above each other and one of the positive.
            Grey(picture, Side / 2, Side / 2).Should().BeCloseTo(Shade(anchor), 6);
            Grey(picture, Side + Gap + (Side / 2), Side / 2).Should().BeCloseTo(Shade(positive), 6);
            Grey(picture, (2 * (Side + Gap)) + (Side / 2), Side / 2).Should().BeCloseTo(Shade(anchor), 6);
            Grey(picture, (3 * (Side + Gap)) + (Side / 2), Side / 2).Should().BeCloseTo(Shade(positive), 6);
            int left = 4 * (Side + Gap);
            Grey(picture, left + (Half / 2), Half / 2).Should().BeCloseTo(Shade(anchor), 6);
            Grey(picture, left + Half + Gap + (Half / 2), Half / 2).Should().BeCloseTo(Shade(anchor), 6);
            Grey(picture, left + (Half / 2), Half + Gap + (Half / 2)).Should().BeCloseTo(Shade(positive), 6);
            Grey(picture, left + Half + Gap + (Half / 2), Half + Gap + (Half / 2)).Should().BeCloseTo(255, 6, "nothing stands there");
        }
    }

    [Fact]
    public void Draw_UnreadablePair_IsLeftOut()
    {
        int bad = Planner(ViewLayout.Pair).Plan(0).Rows[1].Tile;
        Draw(new ViewLayout(2), tile => tile == bad).Count.Should().BeLessThan(3);
    }

    private static byte Shade(int tile) => (byte)(20 + (tile * 4));

    private static byte Grey(SKBitmap picture, int x, int y) => picture.GetPixel(x, y).Red;

    private static BatchPlanner Planner(ViewLayout layout) => new(Tiles, new SpatialPairSampler(Tiles), 4, 2) { Layout = layout };

    private static IReadOnlyList<ReportFigure> Draw(ViewLayout layout, Func<int, bool> isUnreadable)
    {
        using var source = new ShadedTiles(isUnreadable);
        using var executor = new TensorViewExecutor();
        var maker = new ViewMaker(new ViewRecipeSet(ViewPresets.Options(AugmentationPreset.None, "dino", Side)), executor, Side);
        return PairPictures.Draw(Planner(layout), source, maker, 3, default);
    }

    private sealed class ShadedTiles(Func<int, bool> isUnreadable) : ITileSource
    {
        public TileSet Tiles => PairPicturesTests.Tiles;

        public int TileSize => Side;

        public void Read(int tile, Span<byte> rgb)
        {
            if (isUnreadable(tile))
            {
                throw new HistoException(ErrorCodes.PixelsUnreadable, "the pixels cannot be decoded", $"tile {tile}");
            }

            rgb.Fill(Shade(tile));
        }

        public void Dispose()
        {
        }
    }
}
