using Histo.Ssl.Slides;
using Histo.Ssl.Tests.Slides.Images;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public sealed class SlideSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SlideSource _source = new(SlideReaderFactory.Default(), new SlideOpenOptions { Mpp = 1 });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OneFile_IsThatFile()
    {
        using ISlide slide = _source.Open(new ManifestSlide("a", [Part("a.png", 1)]));

        slide.ReaderName.Should().Be("image");
        slide.Resolution!.Value.Mpp.Should().Be(1);
    }

    [Fact]
    public void Open_SlideWithItsOwnMpp_UsesThat()
    {
        using ISlide slide = _source.Open(new ManifestSlide("a", [Part("a.png", 1)]) { Mpp = 0.5 });

        slide.Resolution.Should().Be(new SlideResolution(0.5, 0.5, ResolutionSource.Override));
    }

    [Fact]
    public void Open_SeveralFiles_IsAMosaic()
    {
        using ISlide slide = _source.Open(new ManifestSlide("m", [Part("a.png", 10), Part("b.png", 20) with { OffsetX = 2 }]));
        byte[] rgb = new byte[2 * 3];

        slide.ReadRegion(0, 1, 0, 2, 1, rgb);

        rgb.Should().Equal(10, 10, 10, 20, 20, 20);
        slide.FilePath.Should().Be(_folder.File("a.png"));
    }

    [Fact]
    public void Open_OneFileWithAnOffset_KeepsItsPlace()
    {
        using ISlide slide = _source.Open(new ManifestSlide("m", [Part("a.png", 10) with { OffsetX = 5, OffsetY = 7 }]));

        slide.Levels[0].Should().Be(new SlideLevel(7, 9, 1));
        slide.ContentRegions.Should().Equal(new PixelRectangle(5, 7, 2, 2));
    }

    [Fact]
    public void Open_MosaicWithAMissingImage_NamesIt() =>
        _source.Invoking(it => it.Open(new ManifestSlide("m", [Part("a.png", 1), new ManifestPart(_folder.File("none.png"), 2)]))).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.SlideNotFound && error.Message.Contains("none.png"));

    private ManifestPart Part(string name, byte grey)
    {
        File.WriteAllBytes(_folder.File(name), PngBytes.Make(2, 2, 8, 0, [[grey, grey], [grey, grey]]));
        return new ManifestPart(_folder.File(name));
    }
}
