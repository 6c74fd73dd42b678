using System.Globalization;
using System.Text.RegularExpressions;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.OpenSlide;

public partial class OpenSlideReaderTests
{
    public static TheoryData<string> Files() => [.. SlideLabels.All().Select(label => label.File)];

    [DataTheory("wsi-slides")]
    [MemberData(nameof(Files))]
    public void Open_EveryFile_BehavesAsLabelled(string file)
    {
        SlideLabel label = SlideLabels.All().Single(candidate => candidate.File == file);
        using var german = Culture.German();
        OpenSlideReader reader = InstalledOpenSlide.Reader;
        if (label.IsDicom && InstalledOpenSlide.IsVersion4)
        {
            return; // The labels are those of a version without DICOM.
        }

        if (label.Opens != "yes")
        {
            HistoException error = reader.Invoking(it => it.Open(label.FullPath)).Should().Throw<HistoException>().Which;
            error.Code.Should().Be(label.Opens == "no: unsupported" && !file.Contains("empty") || label.IsDicom ? ErrorCodes.SlideUnsupported : ErrorCodes.SlideDamaged);
            error.Message.Should().Contain(label.FullPath);
            error.Message.Should().Contain(
                label.IsDicom ? "DICOM needs OpenSlide 4.0 or newer" : file.Contains("empty") ? "0 bytes" : label.Opens.Contains("unsupported") ? "does not recognise" : label.Opens[4..].Split(':')[0]);
            return;
        }

        reader.Probe(label.FullPath).Should().Be(new SlideSupport(true, label.Vendor));
        using ISlide slide = reader.Open(label.FullPath);
        slide.ReaderName.Should().Be("openslide");
        slide.FilePath.Should().Be(label.FullPath);
        slide.Vendor.Should().Be(label.Vendor);
        slide.Levels.Should().HaveCount(int.Parse(label.Levels, CultureInfo.InvariantCulture));
        slide.Levels[0].Should().Be(new SlideLevel(int.Parse(label.Width, CultureInfo.InvariantCulture), int.Parse(label.Height, CultureInfo.InvariantCulture), 1));
        if (label.Mpp.Length > 0)
        {
            slide.Resolution!.Value.Source.Should().Be(ResolutionSource.VendorProperty);
            slide.Resolution.Value.MppX.Should().BeApproximately(double.Parse(label.Mpp, CultureInfo.InvariantCulture), 1.5e-6);
        }
    }

    [DataTheory("wsi-slides")]
    [MemberData(nameof(Files))]
    public void ReadRegion_EveryRegionOfEveryLevel_ReadsOrFailsAsLabelled(string file)
    {
        SlideLabel label = SlideLabels.All().Single(candidate => candidate.File == file);
        if (label.Read.Length == 0)
        {
            return; // It does not open.
        }

        SlideInspection found = new SlideInspector(new SlideReaderFactory([InstalledOpenSlide.Reader])).Inspect(label.FullPath, new SlideInspectionOptions { Full = true });

        found.Opens.Should().BeTrue();
        List<SlideProblem> unreadable = [.. found.Problems.Where(problem => problem.Code == ErrorCodes.PixelsUnreadable)];
        Match failure = Failure().Match(label.Read);
        if (!failure.Success)
        {
            label.Read.Should().Be("all regions read");
            unreadable.Should().BeEmpty();
            found.RegionsUnreadable.Should().Be(0);
            return;
        }

        unreadable[0].Message.Should().Contain($"level {failure.Groups[1].Value} x {failure.Groups[2].Value} y {failure.Groups[3].Value},").And.Contain(failure.Groups[4].Value);
        found.RegionsUnreadable.Should().Be(file switch { "broken/level1-tile-bad-soi.tiff" => 4, _ => 1 });
    }

    [DataFact("wsi-slides")]
    public void Open_MissingFile_SaysSo()
    {
        string path = TestData.DataPath("wsi-slides", "nothing.svs");

        InstalledOpenSlide.Reader.Invoking(reader => reader.Open(path)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideNotFound);
    }

    [DataFact("wsi-slides")]
    public void Resolution_GenericTiff_ComesFromTheTiffTags()
    {
        using ISlide slide = InstalledOpenSlide.Open("synthetic", "generic-pyramid.tiff");

        slide.Resolution!.Value.Source.Should().Be(InstalledOpenSlide.IsVersion4 ? ResolutionSource.VendorProperty : ResolutionSource.TiffResolution);
        slide.Resolution.Value.Mpp.Should().BeApproximately(0.499, 1e-5);
    }

    [DataFact("wsi-slides")]
    public void Resolution_Override_Wins()
    {
        string path = TestData.DataPath("wsi-slides", "real", "CMU-1-Small-Region.svs");
        using ISlide slide = InstalledOpenSlide.Reader.Open(path, new SlideOpenOptions { Mpp = 0.25 });

        slide.Resolution.Should().Be(new SlideResolution(0.25, 0.25, ResolutionSource.Override));
        InstalledOpenSlide.Reader.Invoking(reader => reader.Open(path, new SlideOpenOptions { Mpp = 20 })).Should().Throw<HistoException>()
            .Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [DataFact("wsi-slides")]
    public void Resolution_AbsurdTiffTags_AreReported()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", "boxes.tiff");

        slide.Resolution!.Value.IsPlausible.Should().BeFalse();
    }

    [DataFact("wsi-slides")]
    public void ContentRegions_LeicaBounds_AreTheScannedArea()
    {
        using ISlide leica = InstalledOpenSlide.Open("synthetic", "leica-synthetic.scn");
        using ISlide aperio = InstalledOpenSlide.Open("real", "CMU-1-Small-Region.svs");

        leica.ContentRegions.Should().Equal(new PixelRectangle(2048, 2560, 2048, 2560));
        aperio.ContentRegions.Should().Equal(new PixelRectangle(0, 0, 2220, 2967));
    }

    [DataFact("wsi-slides")]
    public void ReadAssociatedImage_Aperio_HasLabelMacroAndThumbnail()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", "CMU-1-Small-Region.svs");

        slide.AssociatedImageNames.Should().BeEquivalentTo("label", "macro", "thumbnail");
        RgbImage thumbnail = slide.ReadAssociatedImage("thumbnail");
        (thumbnail.Width, thumbnail.Height).Should().Be((574, 768));
        thumbnail.Pixels.Average(value => value).Should().BeInRange(150, 250);
        slide.Invoking(open => open.ReadAssociatedImage("barcode")).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.AssociatedImageNotFound && error.Message.Contains("label, macro, thumbnail"));
    }

    [Fact]
    public void Reader_WithoutTheLibrary_SaysWhatToInstall()
    {
        using var folder = new TempFolder();
        string path = folder.File("a.svs");
        File.WriteAllText(path, "content");
        var reader = new OpenSlideReader(OpenSlideLibrary.Load(null, ["libno-such-library.so.9"]));

        reader.Probe(path).IsSupported.Should().BeFalse();
        reader.Probe(path).Reason.Should().Contain("apt-get install libopenslide0");
        reader.Invoking(it => it.Open(path)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.OpenSlideUnavailable && error.Message.Contains("apt-get install libopenslide0"));
        new SlideReaderFactory([reader]).Invoking(it => it.Open(path)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.SlideUnsupported && error.Message.Contains("apt-get install libopenslide0"));
    }

    [Fact]
    public void Load_VariableNamesAMissingFile_IsNotReplacedByTheSystemLibrary()
    {
        OpenSlideLibrary library = OpenSlideLibrary.Load("/nowhere/libopenslide.so.1", ["libopenslide.so.0"]);

        library.IsAvailable.Should().BeFalse();
        library.Reason.Should().Contain("HISTO_OPENSLIDE").And.Contain("/nowhere/libopenslide.so.1");
        library.Version.Should().BeNull();
        library.HasSharedCache.Should().BeFalse();
    }

    [Fact]
    public void Installed_Version_IsReadable()
    {
        _ = InstalledOpenSlide.Reader;

        OpenSlideLibrary.Installed.Version.Should().MatchRegex(@"^\d+\.\d+");
    }

    [DataFact("wsi-slides")]
    public void Open_SharedCache_ReadsWithEveryVersion()
    {
        using ISlide slide = new OpenSlideReader(cacheBytes: 8 << 20).Open(TestData.DataPath("wsi-slides", "real", "CMU-1-Small-Region.svs"));
        byte[] rgb = new byte[64 * 64 * 3];

        slide.ReadRegion(0, 0, 0, 64, 64, rgb);

        rgb.Should().Contain(value => value != 0);
    }

    [GeneratedRegex(@"^fails at level (\d+) x (\d+) y (\d+): (.+)$")]
    private static partial Regex Failure();
}
