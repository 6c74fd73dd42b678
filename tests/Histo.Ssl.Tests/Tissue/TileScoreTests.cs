using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Images;
using Histo.Ssl.Tissue;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tissue;

public class TileScoreTests
{
    [Theory]
    [InlineData(30, 60, 200, false)] // deep blue-violet: haematoxylin's hue
    [InlineData(20, 110, 190, true)] // blue marker
    [InlineData(30, 140, 70, true)] // green marker
    [InlineData(200, 25, 30, true)] // red marker
    [InlineData(30, 30, 33, true)] // black marker
    [InlineData(225, 150, 190, false)] // eosin
    [InlineData(90, 60, 140, false)] // haematoxylin
    [InlineData(180, 70, 90, false)] // blood
    [InlineData(245, 245, 245, false)] // glass
    public void PenMarks_KnownColours_AreToldApart(byte red, byte green, byte blue, bool ink)
    {
        RgbImage image = Pictures.Of(8, 8, (_, _) => (red, green, blue));
        PenMarks.Score(image.Pixels).Should().Be(ink ? (byte)255 : (byte)0);
    }

    [Fact]
    public void PenMarks_HalfATile_ScoresHalf() =>
        PenMarks.Score(Pictures.Of(10, 10, (x, _) => x < 5 ? ((byte)30, (byte)140, (byte)70) : Pictures.Stained).Pixels).Should().Be(128);

    [DataTheory("camelyon-regions")]
    [InlineData("camelyon-regions")]
    [InlineData("oral-oscc")]
    [InlineData("osteosarcoma")]
    public void PenMarks_RealTissue_HardlyFire(string set)
    {
        long ink = 0, all = 0;
        foreach (string path in Directory.EnumerateFiles(TestData.DataPath(set, "images"), "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(40))
        {
            using ISlide slide = new ImageReader().Open(path);
            var rgb = new byte[slide.Levels[0].Width * slide.Levels[0].Height * 3];
            slide.ReadRegion(0, 0, 0, slide.Levels[0].Width, slide.Levels[0].Height, rgb);
            for (int at = 0; at < rgb.Length; at += 3)
            {
                ink += PenMarks.IsInk(rgb[at], rgb[at + 1], rgb[at + 2]) ? 1 : 0;
            }

            all += rgb.Length / 3;
        }

        ((double)ink / all).Should().BeLessThan(0.001);
    }

    [Fact]
    public void Sharpness_EqualsNaiveVarianceOfLaplacian()
    {
        RgbImage image = Pictures.Noise(20, 14, (180, 120, 160), 30);
        double Grey(int x, int y)
        {
            int at = ((y * 20) + x) * 3;
            return (0.299 * image.Pixels[at]) + (0.587 * image.Pixels[at + 1]) + (0.114 * image.Pixels[at + 2]);
        }

        double[] laplacian = [.. from y in Enumerable.Range(1, 12) from x in Enumerable.Range(1, 18) select Grey(x - 1, y) + Grey(x + 1, y) + Grey(x, y - 1) + Grey(x, y + 1) - (4 * Grey(x, y))];
        double mean = laplacian.Average(), variance = laplacian.Average(value => (value - mean) * (value - mean));
        Ssl.Tissue.Sharpness.LaplacianVariance(image.Pixels, 20, 14).Should().BeApproximately(variance, 1e-9 * variance);
        Ssl.Tissue.Sharpness.Score(image.Pixels, 20, 14).Should().Be((byte)Math.Round(255 * variance / (variance + 100)));
    }

    [Fact]
    public void Sharpness_FlatOrTiny_IsZero()
    {
        Ssl.Tissue.Sharpness.Score(Pictures.Of(9, 9, (_, _) => Pictures.Stained).Pixels, 9, 9).Should().Be(0);
        Ssl.Tissue.Sharpness.Score(new byte[12], 2, 2).Should().Be(0);
        FluentActions.Invoking(() => Ssl.Tissue.Sharpness.Score(new byte[12], 3, 3)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }
}
