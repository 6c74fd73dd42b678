using Histo.Ssl.Slides;
using Histo.Ssl.Tests.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public class SlideThumbnailTests
{
    [Theory]
    [InlineData(64, 48, 16)]
    [InlineData(2500, 1300, 97)]
    [InlineData(1025, 1024, 1000)]
    [InlineData(37, 4100, 41)]
    [InlineData(50, 30, 200)]
    public void Read_OneLevel_EqualsTheNaiveAreaAverage(int width, int height, int longest)
    {
        using var slide = new MemorySlide(width, height);

        RgbImage thumbnail = SlideThumbnail.Read(slide, longest);

        Math.Max(thumbnail.Width, thumbnail.Height).Should().Be(Math.Min(longest, Math.Max(width, height)));
        int differences = 0;
        for (int y = 0; y < thumbnail.Height; y++)
        {
            for (int x = 0; x < thumbnail.Width; x++)
            {
                double[] wanted = Naive(slide, width, height, thumbnail.Width, thumbnail.Height, x, y);
                for (int c = 0; c < 3; c++)
                {
                    double value = thumbnail.Pixels[(((y * thumbnail.Width) + x) * 3) + c];
                    differences += Math.Abs(value - wanted[c]) > 0.5 + 1e-6 ? 1 : 0;
                }
            }
        }

        differences.Should().Be(0);
    }

    [Fact]
    public void Read_Pyramid_TakesTheSmallestLevelThatIsLargeEnough()
    {
        using var slide = new MemorySlide(1600, 800, levels: 4);

        SlideThumbnail.Read(slide, 300).Width.Should().Be(300);

        slide.LevelsRead.Should().OnlyContain(level => level == 2, "level 3 is 200 wide, level 2 is 400");
    }

    [Fact]
    public void Read_DamagedTile_IsThrownOrCollected()
    {
        var bad = new PixelRectangle(300, 200, 10, 10);
        using var slide = new MemorySlide(2048, 1536)
        {
            Colour = (_, _) => (10, 20, 30),
            Fails = region => region.X < bad.Right && bad.X < region.Right && region.Y < bad.Bottom && bad.Y < region.Bottom,
        };
        var unreadable = new List<HistoException>();

        FluentActions.Invoking(() => SlideThumbnail.Read(slide, 256)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.PixelsUnreadable);
        RgbImage thumbnail = SlideThumbnail.Read(slide, 256, unreadable);

        unreadable.Should().ContainSingle().Which.Message.Should().Contain("64 x 64");
        int white = Enumerable.Range(0, thumbnail.Pixels.Length / 3).Count(pixel => thumbnail.Pixels[pixel * 3] == 255);
        white.Should().Be(8 * 8, "one block of 64 x 64 at an eighth");
        thumbnail.Pixels[0].Should().Be(10);
    }

    [Fact]
    public void Read_Mosaic_CoversTheCanvas()
    {
        using var mosaic = new MosaicSlide("m", [Plain(0, 0, 50), Plain(100, 0, 150), Plain(0, 100, 250)]);

        RgbImage thumbnail = SlideThumbnail.Read(mosaic, 2);

        thumbnail.Pixels.Should().Equal(50, 50, 50, 150, 150, 150, 250, 250, 250, 255, 255, 255);

        static MosaicTile Plain(int x, int y, byte grey) => new(new MemorySlide(100, 100) { Colour = (_, _) => (grey, grey, grey) }, x, y);
    }

    [DataFact("wsi-slides")]
    public void Read_RealSlide_HasTheMeanOfItsPixels()
    {
        using ISlide slide = InstalledOpenSlide.Open("synthetic", "generic-pyramid.tiff");
        byte[] level = new byte[512 * 640 * 3];
        slide.ReadRegion(2, 0, 0, 512, 640, level);

        RgbImage thumbnail = SlideThumbnail.Read(slide, 160);

        (thumbnail.Width, thumbnail.Height).Should().Be((128, 160));
        thumbnail.Pixels.Average(value => value).Should().BeApproximately(level.Average(value => value), 0.05);
    }

    [Fact]
    public void Read_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var slide = new MemorySlide(10, 10);

        FluentActions.Invoking(() => SlideThumbnail.Read(slide, 5, null, cancelled.Token)).Should().Throw<OperationCanceledException>();
    }

    private static double[] Naive(MemorySlide slide, int width, int height, int targetWidth, int targetHeight, int x, int y)
    {
        double left = (double)x * width / targetWidth, right = (x + 1.0) * width / targetWidth;
        double top = (double)y * height / targetHeight, bottom = (y + 1.0) * height / targetHeight;
        double[] sum = new double[3];
        for (int row = (int)top; row < Math.Min(Math.Ceiling(bottom), height); row++)
        {
            for (int column = (int)left; column < Math.Min(Math.Ceiling(right), width); column++)
            {
                double share = (Math.Min(right, column + 1) - Math.Max(left, column)) * (Math.Min(bottom, row + 1) - Math.Max(top, row));
                (byte r, byte g, byte b) = slide.Colour(column, row);
                sum[0] += share * r;
                sum[1] += share * g;
                sum[2] += share * b;
            }
        }

        return Array.ConvertAll(sum, value => value / ((right - left) * (bottom - top)));
    }
}
