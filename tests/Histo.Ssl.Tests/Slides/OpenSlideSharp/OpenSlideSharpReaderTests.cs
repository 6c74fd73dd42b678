using Histo.Ssl.Slides;
using Histo.TestKit;
using MyApplication;
using OpenSlideSharp;

namespace Histo.Ssl.Tests.Slides;

public class OpenSlideSharpReaderTests
{
    [Fact]
    public void Open_UnrecognisedFile_IsRefusedBeforeThePackageSeesIt()
    {
        Action open = () => new OpenSlideSharpReader().Open("a.txt");

        open.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideUnsupported);
    }

    [Fact]
    public void Open_GermanCulture_ReadsMpp()
    {
        using var german = Culture.German();
        using ISlide slide = new OpenSlideSharpReader().Open("a.fake");

        slide.Resolution.Should().Be(new SlideResolution(0.5, 0.5, ResolutionSource.VendorProperty));
        using var package = OpenSlideImage.Open("a.fake");
        package.MicronsPerPixelX.Should().Be(5, "that is why the adapter does not use it");
        slide.Levels.Should().Equal(new SlideLevel(64, 48, 1), new SlideLevel(32, 24, 2));
        slide.Vendor.Should().Be("fake");
    }

    [Fact]
    public void ReadRegion_Pixels_AreRgbOverWhite()
    {
        using ISlide slide = new OpenSlideSharpReader().Open("a.fake");
        byte[] rgb = new byte[2 * 2 * 3];

        slide.ReadRegion(0, 0, 5, 2, 2, rgb);

        rgb.Should().Equal(255, 255, 255, 1, 5, 7, 255, 255, 255, 1, 6, 7);
        slide.Invoking(open => open.ReadRegion(0, 63, 0, 2, 2, new byte[12])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.RegionOutOfRange);
    }

    [Fact]
    public void ReadRegion_BadTile_FailsAndTheNextReadWorks()
    {
        using ISlide slide = new OpenSlideSharpReader().Open("a.fake");
        byte[] rgb = new byte[3];

        slide.Invoking(open => open.ReadRegion(0, OpenSlideImage.BadColumn, 3, 1, 1, new byte[3])).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.PixelsUnreadable && error.Message.Contains("x 32 y 3") && error.Message.Contains("Bogus marker length"));
        slide.ReadRegion(0, 10, 3, 1, 1, rgb);

        rgb.Should().Equal(10, 3, 7);
    }

    [Fact]
    public void ReadRegion_AfterDispose_IsAnExceptionAndNoCrash()
    {
        ISlide slide = new OpenSlideSharpReader().Open("a.fake");
        slide.Dispose();
        slide.Dispose();

        slide.Invoking(open => open.ReadRegion(0, 0, 0, 1, 1, new byte[3])).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Factory_WithTheAdapter_UsesIt()
    {
        using var folder = new TempFolder();
        string path = folder.File("a.fake");
        File.WriteAllText(path, "not empty");
        var readers = new SlideReaderFactory([new OpenSlideSharpReader()]);

        using ISlide slide = readers.Open(path);

        slide.ReaderName.Should().Be("openslidesharp");
    }

    [Fact]
    public void Document_CodeBlock_IsTheCompiledFile()
    {
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "tests", "Histo.Ssl.Tests", "Slides", "OpenSlideSharp", "OpenSlideSharpReader.cs"));
        string document = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "openslidesharp.md"));

        document.ReplaceLineEndings("\n").Should().Contain("```csharp\n" + source.ReplaceLineEndings("\n") + "```\n");
    }
}
