using CsCheck;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Slides;

public class MosaicSlideTests
{
    private static readonly (int X, int Y, int Width, int Height)[] Places = [(0, 0, 40, 30), (40, 0, 25, 30), (10, 30, 30, 50), (50, 35, 20, 5), (0, 80, 5, 5)];

    [Fact]
    public void ReadRegion_AnyRectangle_EqualsTheCanvasPixelByPixel()
    {
        using MosaicSlide mosaic = Make(Places);
        mosaic.Levels.Should().Equal(new SlideLevel(70, 85, 1));
        Gen.Select(Gen.Int[0, 69], Gen.Int[0, 84], Gen.Int[1, 70], Gen.Int[1, 85]).Sample((x, y, w, h) =>
        {
            (int width, int height) = (Math.Min(w, 70 - x), Math.Min(h, 85 - y));
            byte[] rgb = new byte[width * height * 3];
            mosaic.ReadRegion(0, x, y, width, height, rgb);
            for (int i = 0; i < width * height; i++)
            {
                (int column, int row) = (x + (i % width), y + (i / width));
                int part = Array.FindIndex(Places, place => column >= place.X && column < place.X + place.Width && row >= place.Y && row < place.Y + place.Height);
                byte[] wanted = part < 0 ? [255, 255, 255] : [(byte)column, (byte)row, (byte)part];
                if (!rgb.AsSpan(i * 3, 3).SequenceEqual(wanted))
                {
                    return false;
                }
            }

            return true;
        });
    }

    [Fact]
    public void ContentRegions_Parts_AreTheirRectangles()
    {
        using MosaicSlide mosaic = Make(Places);

        mosaic.ContentRegions.Should().BeEquivalentTo(Places.Select(place => new PixelRectangle(place.X, place.Y, place.Width, place.Height)));
        mosaic.Resolution!.Value.Mpp.Should().Be(0.5);
        mosaic.AssociatedImageNames.Should().BeEmpty();
    }

    [Theory]
    [InlineData(39, 29, "overlap")]
    [InlineData(-1, 40, "outside the canvas")]
    [InlineData(int.MaxValue - 5, 0, "outside the canvas")]
    public void Constructor_BadPlace_IsRefused(int x, int y, string wanted) =>
        FluentActions.Invoking(() => Make((0, 0, 40, 30), (x, y, 10, 10))).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.BadMosaic && error.Message.Contains(wanted));

    [Fact]
    public void Constructor_ImagesThatDiffer_AreRefusedAndClosed()
    {
        var a = new MemorySlide(5, 5);
        var b = new MemorySlide(5, 5) { Resolution = new SlideResolution(0.25, 0.25, ResolutionSource.Override) };
        var c = new MemorySlide(5, 5) { Vendor = "jpeg" };

        FluentActions.Invoking(() => new MosaicSlide("m", [new MosaicTile(a, 0, 0), new MosaicTile(b, 5, 0)])).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.BadMosaic && error.Message.Contains("microns per pixel"));
        FluentActions.Invoking(() => new MosaicSlide("m", [new MosaicTile(a, 0, 0), new MosaicTile(c, 5, 0)])).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.BadMosaic && error.Message.Contains("format"));
        FluentActions.Invoking(() => new MosaicSlide("m", [])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadMosaic);
        new[] { a, b, c }.Should().OnlyContain(slide => slide.IsDisposed);
    }

    [Fact]
    public void ReadRegion_SteadyStateAcrossAJoin_AllocatesNoManagedBytes()
    {
        int reads = 0;
        using MosaicSlide mosaic = new("m", [new MosaicTile(new QuietSlide(), 0, 0), new MosaicTile(new QuietSlide(), 64, 0)]);
        byte[] rgb = new byte[32 * 32 * 3];
        Read();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Read();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        reads.Should().Be(100);

        void Read()
        {
            for (int i = 0; i < 50; i++, reads++)
            {
                mosaic.ReadRegion(0, 40 + (i % 10), 7, 32, 32, rgb);
            }
        }
    }

    private static MosaicSlide Make(params (int X, int Y, int Width, int Height)[] places) => new("m", places.Select((place, part) => new MosaicTile(
        new MemorySlide(place.Width, place.Height) { Colour = (x, y) => ((byte)(x + place.X), (byte)(y + place.Y), (byte)part) }, place.X, place.Y)));

    // Reads without allocating, unlike MemorySlide, which records its reads.
    private sealed class QuietSlide : ISlide
    {
        public string FilePath => "quiet";

        public string ReaderName => "quiet";

        public string? Vendor => null;

        public IReadOnlyList<SlideLevel> Levels { get; } = [new SlideLevel(64, 64, 1)];

        public IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

        public SlideResolution? Resolution => null;

        public IReadOnlyList<PixelRectangle> ContentRegions => [];

        public IReadOnlyList<string> AssociatedImageNames => [];

        public RgbImage ReadAssociatedImage(string name) => throw new NotSupportedException();

        public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb) => rgb.Fill((byte)x);

        public void Dispose()
        {
        }
    }
}
