using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

public class TileSourceTests
{
    private static readonly RgbImage Picture = Pictures.Noise(640, 512, (128, 128, 128), 100);

    [Fact]
    public void Read_LevelAsItIs_GivesItsPixels()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5, 2, 4));
        using var source = Source(slides, new TilingOptions { Mpp = 1.01, TileSize = 64 });
        using var whole = new MemorySlide(Picture, 0.5, 2, 4);
        var expected = new byte[64 * 64 * 3];
        var tile = new byte[64 * 64 * 3];
        for (int index = 0; index < source.Tiles.Count; index++)
        {
            TileAddress address = source.Tiles[index];
            whole.ReadRegion(1, address.Column * 128, address.Row * 128, 64, 64, expected);
            source.Read(index, tile);
            tile.Should().Equal(expected);
        }
    }

    [Fact]
    public void Read_Resampled_NeighboursContinueTheSameImage()
    {
        // A ramp stays a ramp over tile borders: the filter sees across them.
        RgbImage ramp = Pictures.Of(250, 250, (x, y) => ((byte)x, (byte)y, 7));
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(ramp, 0.5));
        using var source = Source(slides, new TilingOptions { Mpp = 0.65, TileSize = 40 });
        source.Tiles.Slides[0].Grid.Resampling.Should().BeApproximately(1.3, 1e-12);
        var tile = new byte[40 * 40 * 3];
        for (int index = 0; index < source.Tiles.Count; index++)
        {
            TileAddress address = source.Tiles[index];
            source.Read(index, tile);
            for (int at = 0; at < 1600; at++)
            {
                double x = (((address.Column * 40) + (at % 40) + 0.5) * 1.3) - 0.5, y = (((address.Row * 40) + (at / 40) + 0.5) * 1.3) - 0.5;
                bool edge = x < 0.5 || y < 0.5;
                ((double)tile[3 * at]).Should().BeApproximately(x, edge ? 1 : 0.5001);
                ((double)tile[(3 * at) + 1]).Should().BeApproximately(y, edge ? 1 : 0.5001);
            }
        }
    }

    [Fact]
    public void Read_ResampledMosaic_NeverMixesInTheGap()
    {
        MemorySlide Part() => new(Pictures.Of(120, 120, (_, _) => (90, 30, 110)), 0.5);
        MemorySlideSource slides = new MemorySlideSource().Add("m", () => new MosaicSlide("m", [new(Part(), 0, 0), new(Part(), 120, 0), new(Part(), 0, 120), new(Part(), 300, 300)]));
        using var source = Source(slides, new TilingOptions { Mpp = 0.75, TileSize = 20 });
        source.Tiles.Count.Should().BeGreaterThan(40);
        var tile = new byte[20 * 20 * 3];
        for (int index = 0; index < source.Tiles.Count; index++)
        {
            source.Read(index, tile);
            tile.Chunk(3).Should().OnlyContain(pixel => pixel[0] == 90 && pixel[1] == 30 && pixel[2] == 110);
        }
    }

    [Fact]
    public void Read_DamagedTile_SaysWhichOne()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5) { Damaged = new PixelRectangle(130, 70, 4, 4) });
        using var source = Source(slides, new TilingOptions { TileSize = 64, MinTissue = 0 });
        int bad = source.Tiles.Find(0, 2, 1);
        HistoException error = FluentActions.Invoking(() => source.Read(bad, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.PixelsUnreadable);
        error.Where.Should().Contain("slide a").And.Contain("(2, 1)").And.Contain("(128, 64)");
        source.Read(bad + 1, new byte[64 * 64 * 3]);

        using MemoryTileSource memory = MemoryTileSource.Load(source, 2);
        memory.Unreadable.Should().Equal(bad);
        FluentActions.Invoking(() => memory.Read(bad, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.PixelsUnreadable);
    }

    [Fact]
    public void Read_OtherReaderSizeOrResolution_IsRefused()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5));
        TileSet tiles = Build(slides, new TilingOptions { TileSize = 64 });
        foreach (Func<ISlide> other in new Func<ISlide>[]
        {
            () => new MemorySlide(Picture, 0.5) { ReaderName = "openslide" },
            () => new MemorySlide(Pictures.Tissue(640, 500), 0.5),
            () => new MemorySlide(Picture, 0.25),
        })
        {
            using var source = new SlideTileSource(tiles, new MemorySlideSource().Add("a", other));
            FluentActions.Invoking(() => source.Read(0, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileSetMismatch);
        }
    }

    [Fact]
    public void Read_FileChangedSinceTiling_IsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.svs"), "first");
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5), new ManifestPart(folder.File("a.svs")));
        TileSet tiles = Build(slides, new TilingOptions { TileSize = 64 });
        using (var same = new SlideTileSource(tiles, slides))
        {
            same.Read(0, new byte[64 * 64 * 3]);
        }

        File.WriteAllText(folder.File("a.svs"), "other");
        using var source = new SlideTileSource(tiles, slides);
        FluentActions.Invoking(() => source.Read(0, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileSetMismatch);
    }

    [Fact]
    public void Read_WrongBufferOrTile_IsRefused()
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5));
        using var source = Source(slides, new TilingOptions { TileSize = 64 });
        using MemoryTileSource memory = MemoryTileSource.Load(source);
        foreach (ITileSource each in new ITileSource[] { source, memory })
        {
            FluentActions.Invoking(() => each.Read(0, new byte[5])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
            FluentActions.Invoking(() => each.Read(each.Tiles.Count, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileOutOfRange);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void MemoryTileSource_Load_EqualsItsSource(int threads)
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5)).Add("b", () => new MemorySlide(Pictures.Noise(300, 200, (90, 90, 90), 50), 0.5));
        using var source = Source(slides, new TilingOptions { Mpp = 0.8, TileSize = 32, Stride = 16 });
        using MemoryTileSource memory = MemoryTileSource.Load(source, threads);
        var expected = new byte[32 * 32 * 3];
        var tile = new byte[32 * 32 * 3];
        for (int index = 0; index < source.Tiles.Count; index++)
        {
            source.Read(index, expected);
            memory.Read(index, tile);
            tile.AsSpan().SequenceEqual(expected).Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Read_SteadyState_AllocatesNothing(double mpp)
    {
        MemorySlideSource slides = new MemorySlideSource().Add("a", () => new MemorySlide(Picture, 0.5));
        using var source = Source(slides, new TilingOptions { Mpp = mpp, TileSize = 64 });
        var tile = new byte[64 * 64 * 3];
        for (int index = 0; index < 50; index++)
        {
            source.Read(index % source.Tiles.Count, tile);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < 200; index++)
        {
            source.Read(index % source.Tiles.Count, tile);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static TileSet Build(MemorySlideSource slides, TilingOptions options) => new TileSetBuilder(slides, options, TileSetBuilderTests.Everything()).Build(slides.Manifest).Tiles;

    private static SlideTileSource Source(MemorySlideSource slides, TilingOptions options) => new(Build(slides, options), slides);
}
