using BitMiracle.LibTiff.Classic;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Tiff;

public sealed class TiffProbeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RgbImage _image = Pictures.Colourful(80, 70);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("MedScan 1", "", "trestle")]
    [InlineData("Philips DP v1.0", "", "philips")]
    [InlineData("x", "<DataObject ObjectType=\"DPUfsImport\">", "philips")]
    [InlineData("x", "<scn xmlns=\"http://www.leica-microsystems.com/scn/2010/10/01\">", "leica")]
    [InlineData("x", "level=0 mag=40 quality=90", "ventana")]
    [InlineData("x", "<PerkinElmer-QPI-ImageDescription>", "perkinelmer")]
    public void Probe_FileOfAVendorWithItsOwnLayout_NamesTheVendor(string software, string description, string vendor)
    {
        string path = new LibTiffPicture { Software = software, Description = description }.Write(_folder.File("v.tif"), _image);

        SlideSupport support = new TiffReader().Probe(path);

        support.IsSupported.Should().BeFalse();
        support.Reason.Should().Contain(vendor);
        new TiffReader().Invoking(reader => reader.Open(path)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideUnsupported);
    }

    [Fact]
    public void Probe_SixteenBits_SaysSo()
    {
        string path = new LibTiffPicture { BitsPerSample = 16 }.Write(_folder.File("16.tif"), _image);

        new TiffReader().Probe(path).Should().Be(new SlideSupport(false, "generic-tiff, level 0: 16 bits a sample are not supported, only 8"));
    }

    [Theory]
    [InlineData(259, 33003, "JPEG 2000")]
    [InlineData(259, 33005, "JPEG 2000")]
    [InlineData(262, 5, "photometric interpretation 5")]
    [InlineData(274, 3, "orientation 3")]
    [InlineData(322, 1_000_000, "too large")]
    public void Probe_UnsupportedTag_NamesIt(ushort tag, uint value, string words)
    {
        string path = new LibTiffPicture().Write(_folder.File("t.tif"), _image);
        byte[] file = File.ReadAllBytes(path);
        if (tag == 274)
        {
            // The planar configuration stands where an orientation could: any tag will do to carry it.
            file = OrientationInsteadOfPlanar(file);
        }

        TiffBytes.Set(file, 0, tag, value);
        if (tag == 322)
        {
            TiffBytes.Set(file, 0, 323, value);
        }

        File.WriteAllBytes(path, file);

        SlideSupport support = new TiffReader().Probe(path);

        support.IsSupported.Should().BeFalse();
        support.Reason.Should().Contain(words);
    }

    [Fact]
    public void Recognise_PagesThatAreNoSmallerCopies_AreListedNotLost()
    {
        string path = _folder.File("p.tif");
        PyramidTiffWriter.Write(path, Pictures.Colourful(256, 200), new PyramidTiffOptions { Flavor = TiffFlavor.Generic, TileSize = 64, LevelCount = 3 });
        byte[] file = File.ReadAllBytes(path);
        TiffBytes.Set(file, 1, 254, 0);
        File.WriteAllBytes(path, file);

        using ISlide slide = new TiffReader().Open(path);

        slide.Levels.Select(level => level.Width).Should().Equal(256, 64);
        slide.Properties["histo.left-out-directories"].Should().Contain("directory 1 (128 x 100)");
    }

    [Fact]
    public void Default_Auto_TakesTheManagedReaderForTiff()
    {
        string path = new LibTiffPicture { Compression = Compression.LZW }.Write(_folder.File("a.tif"), _image);

        SlideReaderFactory.Default().Choose(path).Name.Should().Be("tiff");
    }

    private static byte[] OrientationInsteadOfPlanar(byte[] file)
    {
        int directory = BitConverter.ToInt32(file, 4);
        for (int i = 0; i < BitConverter.ToUInt16(file, directory); i++)
        {
            int entry = directory + 2 + (12 * i);
            if (BitConverter.ToUInt16(file, entry) == 284)
            {
                BitConverter.TryWriteBytes(file.AsSpan(entry), (ushort)274);
            }
        }

        return file;
    }
}
