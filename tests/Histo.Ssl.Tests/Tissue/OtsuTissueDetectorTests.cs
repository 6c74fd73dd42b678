using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tissue;

public class OtsuTissueDetectorTests
{
    // 1 um/px and 8 um mask pixels: one mask pixel is 8 level-0 pixels.
    [Theory]
    [InlineData(TissueMethod.OtsuSaturation)]
    [InlineData(TissueMethod.OtsuGrey)]
    [InlineData(TissueMethod.FixedSaturation)]
    public void Detect_RectangleOnGlass_IsFoundToThePixel(TissueMethod method)
    {
        using var slide = new MemorySlide(Pictures.Tissue(1024, 768, new PixelRectangle(256, 128, 400, 320)), 1.0);
        TissueMask mask = new OtsuTissueDetector(Exact(method)).Detect(slide);
        (mask.Width, mask.Height, mask.Downsample).Should().Be((128, 96, 8));
        mask.TissueShare.Should().BeApproximately(400.0 * 320 / (1024 * 768), 1e-12);
        mask.Share(new PixelRectangle(256, 128, 400, 320)).Should().Be(1);
        mask.Share(new PixelRectangle(0, 0, 256, 768)).Should().Be(0);
        mask.Share(new PixelRectangle(252, 128, 8, 8)).Should().Be(0.5);
    }

    [Fact]
    public void Detect_Pyramid_ReadsTheLevelNearTheAim()
    {
        using var slide = new MemorySlide(Pictures.Tissue(2048, 2048, new PixelRectangle(512, 512, 1024, 1024)), 0.5, 4, 16);
        TissueMask mask = new OtsuTissueDetector().Detect(slide);
        (mask.Width, mask.Downsample).Should().Be((128, 16));
        slide.Reads.Should().Be(1);
        mask.Share(new PixelRectangle(560, 560, 900, 900)).Should().Be(1);
    }

    [Fact]
    public void Detect_FieldFullOfTissue_IsNotCutInHalf()
    {
        using var slide = new MemorySlide(Pictures.Noise(512, 512, (185, 115, 170), 40), 1.0);
        new OtsuTissueDetector(new TissueOptions { Mpp = 1, SmoothingRadius = 0, ClosingRadius = 0, MaxHoleArea = 0 }).Detect(slide).TissueShare.Should().BeGreaterThan(0.99);
    }

    [Fact]
    public void Detect_TwoTissuesWithoutGlass_AreBothTissue()
    {
        using var slide = new MemorySlide(Pictures.Of(512, 512, (x, _) => x < 256 ? ((byte)215, (byte)170, (byte)200) : ((byte)110, (byte)50, (byte)120)), 1.0);
        new OtsuTissueDetector().Detect(slide).TissueShare.Should().Be(1);
    }

    [Fact]
    public void Detect_EmptyGlass_HoldsNoTissue()
    {
        using var slide = new MemorySlide(Pictures.Noise(512, 512, Pictures.Glass, 3), 1.0);
        new OtsuTissueDetector().Detect(slide).TissueShare.Should().Be(0);
    }

    [Fact]
    public void Detect_OutsideTheContent_IsNeverTissue()
    {
        using var slide = new MemorySlide(Pictures.Tissue(512, 512, new PixelRectangle(0, 0, 512, 512)), 1.0) { ContentRegions = [new PixelRectangle(64, 64, 256, 128)] };
        foreach (TissueMethod method in Enum.GetValues<TissueMethod>())
        {
            TissueMask mask = new OtsuTissueDetector(Exact(method)).Detect(slide);
            mask.TissueShare.Should().Be(1);
            mask.Share(new PixelRectangle(0, 0, 512, 512)).Should().Be(256.0 * 128 / (512 * 512));
            mask.Share(new PixelRectangle(320, 0, 192, 512)).Should().Be(0);
        }
    }

    [Fact]
    public void Detect_SmallPieces_AreDropped_AndSmallHolesFilled()
    {
        RgbImage image = Pictures.Tissue(1024, 1024, new PixelRectangle(128, 128, 512, 512), new PixelRectangle(800, 800, 96, 96));
        Paint(image, new PixelRectangle(320, 320, 128, 128), Pictures.Glass);
        using var slide = new MemorySlide(image, 1.0);
        TissueMask mask = new OtsuTissueDetector().Detect(slide);
        mask.Share(new PixelRectangle(128 + 32, 128 + 32, 448, 448)).Should().Be(1, "a hole of 16,384 um2 is below 40,000");
        mask.Share(new PixelRectangle(780, 780, 140, 140)).Should().Be(0, "a piece of 9,216 um2 is below 40,000");
        new OtsuTissueDetector(new TissueOptions { MaxHoleArea = 10_000 }).Detect(slide).Share(new PixelRectangle(344, 344, 80, 80)).Should().Be(0);
    }

    [Fact]
    public void Detect_DamagedBlock_IsNoTissueAndCounted()
    {
        using var slide = new MemorySlide(Pictures.Tissue(2048, 1024, new PixelRectangle(0, 0, 1024, 1024)), 1.0) { Damaged = new PixelRectangle(300, 300, 10, 10) };
        TissueMask mask = new OtsuTissueDetector(Exact(TissueMethod.OtsuSaturation)).Detect(slide);
        mask.UnreadableShare.Should().BeApproximately(128.0 * 128 / (2048 * 1024), 1e-12);
        mask.TissueShare.Should().BeApproximately(0.5 - mask.UnreadableShare, 1e-12);
    }

    [Fact]
    public void Detect_InkOnGlass_IsNoTissue()
    {
        RgbImage image = Pictures.Tissue(1024, 512, new PixelRectangle(64, 64, 256, 256));
        Paint(image, new PixelRectangle(600, 64, 256, 256), (40, 150, 80));
        using var slide = new MemorySlide(image, 1.0);
        new OtsuTissueDetector().Detect(slide).Share(new PixelRectangle(500, 0, 500, 512)).Should().Be(0);
        new OtsuTissueDetector(new TissueOptions { ExcludeInk = false }).Detect(slide).Share(new PixelRectangle(616, 80, 220, 220)).Should().Be(1);
    }

    [Fact]
    public void Detect_UnknownResolution_IsRefused()
    {
        using var slide = new MemorySlide(Pictures.Tissue(64, 64), null);
        FluentActions.Invoking(() => new OtsuTissueDetector().Detect(slide)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ResolutionUnknown);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_IsRefused() =>
        FluentActions.Invoking(() => new OtsuTissueDetector(new TissueOptions { Threshold = 1.5 })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    [Fact]
    public void Detect_Cancelled_Stops()
    {
        using var slide = new MemorySlide(Pictures.Tissue(512, 512), 1.0);
        FluentActions.Invoking(() => new OtsuTissueDetector().Detect(slide, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
    }

    private static TissueOptions Exact(TissueMethod method) => new() { Method = method, SmoothingRadius = 0, ClosingRadius = 0, MaxHoleArea = 0, MinTissueArea = 0 };

    private static void Paint(RgbImage image, PixelRectangle area, (byte R, byte G, byte B) colour)
    {
        for (int y = area.Y; y < area.Bottom; y++)
        {
            for (int x = area.X; x < area.Right; x++)
            {
                int at = ((y * image.Width) + x) * 3;
                (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]) = colour;
            }
        }
    }
}
