using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using SkiaSharp;

namespace Histo.Ssl.Tests.Reports;

public class ReportFigureTests
{
    [Fact]
    public void Of_Png_KeepsEveryPixel()
    {
        RgbImage image = SampleReport.Tile(3);
        ReportFigure figure = ReportFigure.Of(image, "tile", encoding: ImageEncoding.Png);
        using SKBitmap decoded = Decode(figure, "image/png");
        decoded.Width.Should().Be(64);
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                SKColor colour = decoded.GetPixel(x, y);
                int i = 3 * ((y * 64) + x);
                (colour.Red, colour.Green, colour.Blue).Should().Be((image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]));
            }
        }
    }

    [Theory]
    [InlineData(1000, 500, 100, 100, 50)]
    [InlineData(500, 1000, 100, 50, 100)]
    [InlineData(80, 40, 100, 80, 40)]
    [InlineData(3000, 2, 100, 100, 1)]
    public void Of_LargePicture_IsScaledDownOnly(int width, int height, int maxSide, int expectedWidth, int expectedHeight)
    {
        var image = new RgbImage(width, height);
        Array.Fill(image.Pixels, (byte)120);
        ReportFigure figure = ReportFigure.Of(image, "grey", maxSide: maxSide);
        using SKBitmap decoded = Decode(figure, "image/jpeg");
        (decoded.Width, decoded.Height).Should().Be((expectedWidth, expectedHeight));
        (figure.Width, figure.Height).Should().Be((expectedWidth, expectedHeight));
        ((int)decoded.GetPixel(0, 0).Green).Should().BeCloseTo(120, 2);
        figure.AlternativeText.Should().Be("grey");
    }

    [Fact]
    public void Of_NoSide_IsRefused()
    {
        Action make = () => ReportFigure.Of(SampleReport.Tile(0), "x", maxSide: 0);
        make.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.InvalidOption);
    }

    private static SKBitmap Decode(ReportFigure figure, string type)
    {
        string head = $"data:{type};base64,";
        figure.DataUri.Should().StartWith(head);
        return SKBitmap.Decode(Convert.FromBase64String(figure.DataUri[head.Length..]));
    }
}
