using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Slides.Tiff;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Synthetic;

public class SyntheticSlideTests
{
    private static readonly SyntheticSlideOptions Small = new() { Width = 700, Height = 500, RegionSize = 200, PenMark = true, BlurredPatch = true };

    [Fact]
    public void Render_InBandsOfAnyHeight_GivesTheSamePixels()
    {
        SyntheticSlide slide = new SyntheticSlideGenerator(Small).Create(3);
        byte[] whole = Render(slide);
        foreach (int height in new[] { 37, 256 })
        {
            byte[] banded = new byte[whole.Length];
            for (int row = 0; row < slide.Height; row += height)
            {
                int rows = Math.Min(height, slide.Height - row);
                slide.Render(row, rows, banded.AsSpan(row * slide.Width * 3, rows * slide.Width * 3));
            }

            banded.AsSpan().SequenceEqual(whole).Should().BeTrue();
        }
    }

    [Fact]
    public void Create_SameSeedAndNumber_GivesTheSameSlideAndOthersDiffer()
    {
        byte[] first = Render(new SyntheticSlideGenerator(Small).Create(1));

        Render(new SyntheticSlideGenerator(Small).Create(1)).AsSpan().SequenceEqual(first).Should().BeTrue();
        Render(new SyntheticSlideGenerator(Small).Create(2)).AsSpan().SequenceEqual(first).Should().BeFalse();
        Render(new SyntheticSlideGenerator(Small with { Seed = 2 }).Create(1)).AsSpan().SequenceEqual(first).Should().BeFalse();
    }

    [Fact]
    public void ClassMask_HoldsEveryClassAndItsPixelsExactly()
    {
        for (int number = 0; number < 4; number++)
        {
            SyntheticSlide slide = new SyntheticSlideGenerator(new SyntheticSlideOptions()).Create(number);
            slide.ClassMask.Length.Should().Be(256 * 256);
            foreach (SyntheticTissue tissue in Enum.GetValues<SyntheticTissue>())
            {
                slide.ClassMask.Count((byte)tissue).Should().BeGreaterThan(256 * 256 / 50, "slide {0} has {1}", number, tissue);
            }

            ((int)slide.ClassAt(1234, 777)).Should().Be(slide.ClassMask[(777 / 8 * 256) + (1234 / 8)]);
        }
    }

    [Fact]
    public void Create_WithoutTumor_HasNone()
    {
        SyntheticSlide slide = new SyntheticSlideGenerator(new SyntheticSlideOptions { HasTumor = false }).Create(0);

        slide.ClassMask.Contains((byte)SyntheticTissue.Tumor).Should().BeFalse();
        slide.ClassMask.Contains((byte)SyntheticTissue.Lymphocytes).Should().BeTrue();
    }

    [Fact]
    public void Glass_IsBrightAndTissueIsNot()
    {
        SyntheticSlide slide = new SyntheticSlideGenerator(new SyntheticSlideOptions { Width = 1024, Height = 1024 }).Create(0);
        byte[] rgb = Render(slide);
        double glass = 0, tissue = 0;
        int glassCount = 0, tissueCount = 0;
        for (int i = 0; i < rgb.Length / 3; i += 7)
        {
            int green = rgb[(i * 3) + 1];
            if (slide.ClassAt(i % 1024, i / 1024) == SyntheticTissue.Background)
            {
                (glass, glassCount) = (glass + green, glassCount + 1);
            }
            else
            {
                (tissue, tissueCount) = (tissue + green, tissueCount + 1);
            }
        }

        (glass / glassCount).Should().BeGreaterThan(220);
        (tissue / tissueCount).Should().BeLessThan(185);
    }

    [Fact]
    public void Tiles_AcrossSlides_TextureTellsTheClassBetterThanColour()
    {
        TileSample[] tiles = TileSample.Of(new SyntheticSlideOptions { Width = 1024, Height = 1024, RegionSize = 256 }, slides: 8, size: 64);
        double color = TileSample.AccuracyOnOtherSlides(tiles, tile => tile.Color), texture = TileSample.AccuracyOnOtherSlides(tiles, tile => tile.Texture);

        texture.Should().BeGreaterThan(0.75, "the classes differ in their nuclei");
        color.Should().BeLessThan(0.55, "stain differences between slides hide the classes' mean colours");
    }

    [Fact]
    public void Tiles_ThatTouch_MostlyShareTheirClass()
    {
        SyntheticSlide slide = new SyntheticSlideGenerator(new SyntheticSlideOptions()).Create(0);
        int same = 0, all = 0;
        for (int y = 32; y < 2048 - 64; y += 64)
        {
            for (int x = 32; x < 2048 - 64; x += 64)
            {
                SyntheticTissue here = slide.ClassAt(x, y), right = slide.ClassAt(x + 64, y);
                if (here != SyntheticTissue.Background && right != SyntheticTissue.Background)
                {
                    all++;
                    same += here == right ? 1 : 0;
                }
            }
        }

        ((double)same / all).Should().BeInRange(0.75, 0.97);
    }

    [Fact]
    public void Write_Slide_OpensWithItsResolution()
    {
        using var folder = new TempFolder();
        SyntheticSlide slide = new SyntheticSlideGenerator(Small with { Mpp = 0.4 }).Create(0);
        slide.Write(folder.File("s.svs"));

        using ISlide read = new TiffReader().Open(folder.File("s.svs"));

        read.Vendor.Should().Be("aperio");
        read.Resolution.Should().Be(new SlideResolution(0.4, 0.4, ResolutionSource.VendorProperty));
        read.Properties["openslide.objective-power"].Should().Be("25");
        (read.Levels[0].Width, read.Levels[0].Height).Should().Be((700, 500));
    }

    [Fact]
    public void Generator_BadOptions_AreRefused()
    {
        foreach (SyntheticSlideOptions options in new SyntheticSlideOptions[] { new() { Width = 10 }, new() { Mpp = 5 }, new() { RegionSize = 1 }, new() { StainVariation = -1 }, new() { Noise = double.NaN } })
        {
            FluentActions.Invoking(() => new SyntheticSlideGenerator(options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        }

        SyntheticSlide slide = new SyntheticSlideGenerator(Small).Create(0);
        slide.Invoking(made => made.Render(499, 2, new byte[700 * 2 * 3])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.RegionOutOfRange);
        slide.Invoking(made => made.Render(0, 2, new byte[7])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    private static byte[] Render(SyntheticSlide slide)
    {
        byte[] rgb = new byte[slide.Width * slide.Height * 3];
        slide.Render(0, slide.Height, rgb);
        return rgb;
    }
}
