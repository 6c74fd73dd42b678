using System.Security.Cryptography;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Images;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Images;

public sealed class ImageReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadRegion_RgbPngWithGammaAndProfile_GivesTheValuesOfTheFile()
    {
        byte[][] rows = [[0, 1, 2, 100, 150, 200], [255, 254, 253, 13, 77, 131]];
        byte[] gamma = [0, 0, 0x27, 0x10]; // 0.1: any colour management would change every value.
        byte[] primaries = [.. Enumerable.Repeat(new byte[] { 0, 0, 0x75, 0x30 }, 8).SelectMany(value => value)];
        using ISlide slide = Open(PngBytes.Make(2, 2, 8, 2, rows, ("gAMA", gamma), ("cHRM", primaries)));

        Read(slide).Should().Equal(rows.SelectMany(row => row));
        slide.Levels.Should().Equal(new SlideLevel(2, 2, 1));
        (slide.ReaderName, slide.Vendor).Should().Be(("image", "png"));
        slide.Resolution.Should().BeNull();
        slide.AssociatedImageNames.Should().BeEmpty();
        slide.ContentRegions.Should().Equal(new PixelRectangle(0, 0, 2, 2));
    }

    [Fact]
    public void ReadRegion_SixteenBitPng_KeepsTheUpperByte()
    {
        byte[] row = [0x12, 0x34, 0xAB, 0x40, 0xFF, 0xFF];
        using ISlide slide = Open(PngBytes.Make(1, 1, 16, 2, [row]));

        Read(slide).Should().Equal(0x12, 0xAB, 0xFF);
    }

    [Fact]
    public void ReadRegion_PalettePng_LooksUpColours()
    {
        byte[] palette = [10, 20, 30, 200, 100, 50];
        using ISlide slide = Open(PngBytes.Make(3, 1, 8, 3, [[1, 0, 1]], ("PLTE", palette)));

        Read(slide).Should().Equal(200, 100, 50, 10, 20, 30, 200, 100, 50);
    }

    [Fact]
    public void ReadRegion_OneBitGreyPng_IsBlackAndWhite()
    {
        using ISlide slide = Open(PngBytes.Make(3, 1, 1, 0, [[0b1010_0000]]));

        Read(slide).Should().Equal(255, 255, 255, 0, 0, 0, 255, 255, 255);
    }

    [Fact]
    public void ReadRegion_TransparentPng_IsComposedOverWhite()
    {
        using ISlide slide = Open(PngBytes.Make(3, 1, 8, 6, [[9, 8, 7, 0, 100, 0, 200, 128, 1, 2, 3, 255]]));

        Read(slide).Should().Equal(255, 255, 255, 177, 127, 227, 1, 2, 3);
    }

    [Fact]
    public void ReadRegion_Part_EqualsTheCut()
    {
        byte[][] rows = [.. Enumerable.Range(0, 5).Select(y => Enumerable.Range(0, 7 * 3).Select(x => (byte)((y * 40) + x)).ToArray())];
        using ISlide slide = Open(PngBytes.Make(7, 5, 8, 2, rows));
        byte[] rgb = new byte[3 * 2 * 3];

        slide.ReadRegion(0, 2, 3, 3, 2, rgb);

        rgb.Should().Equal(rows[3][6..15].Concat(rows[4][6..15]));
        slide.Invoking(open => open.ReadRegion(0, 5, 0, 3, 2, rgb)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.RegionOutOfRange);
    }

    // The values that Pillow 9.4 (libjpeg-turbo, libpng) decodes, as the SHA-256 of its RGB bytes.
    [DataTheory("wsi-slides")]
    [InlineData("oral-oscc/images/Normal_100x_010.jpg", "fb716bc49e25fbf3ad2b0aa68603115bc854a3a43c68f4c2ca1d0ddcc06b467a")]
    [InlineData("camelyon-regions/images/10072.png", "81bfcdaa5e9d7114b78f0723c5cd627331cbe036d6977cb0888c8e74ed4d7052")]
    [InlineData("osteosarcoma/images/Non-Tumor___Case-3-A15-2939-11262_112.jpg", "325069dce148515b5235686140d3ff66e02979d342a6899db4cc9b24bb6d0048")]
    [InlineData("wsi-slides/real/boxes.png", "992e67f877e0c98d62d74820b6d02dd5603b0a95a01dad9ce035a30512ad4f09")]
    public void ReadRegion_RealPicture_EqualsAnotherDecoder(string file, string hash)
    {
        using ISlide slide = new ImageReader().Open(TestData.DataPath(file), new SlideOpenOptions { Mpp = 1 });

        Convert.ToHexStringLower(SHA256.HashData(Read(slide))).Should().Be(hash);
        slide.Resolution.Should().Be(new SlideResolution(1, 1, ResolutionSource.Override));
    }

    [DataFact("oral-oscc/images")]
    public void ReadRegion_EightThreads_DecodeOnceAndAgree()
    {
        using ISlide slide = new ImageReader().Open(TestData.DataPath("oral-oscc", "images", "Normal_100x_010.jpg"));
        byte[] wanted = Read(slide);
        using ISlide shared = new ImageReader().Open(slide.FilePath);

        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Read(shared).AsSpan().SequenceEqual(wanted).Should().BeTrue());
    }

    [Fact]
    public void ReadRegion_SteadyState_AllocatesNoManagedBytes()
    {
        using ISlide slide = Open(PngBytes.Make(4, 1, 8, 0, [[1, 2, 3, 4]]));
        byte[] rgb = new byte[12];
        slide.ReadRegion(0, 0, 0, 4, 1, rgb);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            slide.ReadRegion(0, 0, 0, 4, 1, rgb);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void ReadRegion_TruncatedPng_FailsWithACode()
    {
        byte[][] rows = [.. Enumerable.Range(0, 100).Select(y => Enumerable.Range(0, 300).Select(x => (byte)(x * y * 7)).ToArray())];
        byte[] png = PngBytes.Make(100, 100, 8, 2, rows);
        using ISlide slide = Open(png[..(png.Length / 2)]);

        slide.Invoking(open => Read(open)).Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.PixelsUnreadable && error.Message.Contains("from row"));
        slide.Invoking(open => Read(open)).Should().Throw<HistoException>("the failure is not turned into a picture by asking twice");
    }

    [Fact]
    public void Probe_Content_DecidesNotTheExtension()
    {
        string path = _folder.File("a.jpg");
        File.WriteAllText(path, "no picture");

        new ImageReader().Probe(path).IsSupported.Should().BeFalse();
        new ImageReader().Invoking(reader => reader.Open(path)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideUnsupported);
    }

    [Fact]
    public void Probe_ThumbnailOfAMiraxSlide_IsNotTakenForTheSlide()
    {
        byte[] png = PngBytes.Make(1, 1, 8, 0, [[1]]);
        Directory.CreateDirectory(_folder.File("renamed"));
        File.WriteAllText(_folder.File("renamed", "Slidedat.ini"), "");
        foreach (string name in new[] { "alone.MRXS", "renamed.jpg" })
        {
            File.WriteAllBytes(_folder.File(name), png);
            new ImageReader().Probe(_folder.File(name)).Should().Match<SlideSupport>(support => !support.IsSupported && support.Reason.Contains("MIRAX"));
        }
    }

    [Fact]
    public void Open_BrokenHeader_IsDamaged()
    {
        string path = _folder.File("a.png");
        File.WriteAllBytes(path, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]);

        new ImageReader().Invoking(reader => reader.Open(path)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideDamaged);
    }

    [Fact]
    public void ReadRegion_AfterDispose_Throws()
    {
        ISlide slide = Open(PngBytes.Make(1, 1, 8, 0, [[1]]));
        slide.Dispose();

        slide.Invoking(open => Read(open)).Should().Throw<ObjectDisposedException>();
        slide.Invoking(open => open.ReadAssociatedImage("label")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.AssociatedImageNotFound);
    }

    private static byte[] Read(ISlide slide)
    {
        byte[] rgb = new byte[slide.Levels[0].Width * slide.Levels[0].Height * 3];
        slide.ReadRegion(0, 0, 0, slide.Levels[0].Width, slide.Levels[0].Height, rgb);
        return rgb;
    }

    private ISlide Open(byte[] png)
    {
        string path = _folder.File("picture.bin");
        File.WriteAllBytes(path, png);
        return new ImageReader().Open(path);
    }
}
