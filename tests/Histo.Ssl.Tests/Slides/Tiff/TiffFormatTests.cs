using BitMiracle.LibTiff.Classic;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>Every container and codec that is supported, from our writer and from one that is not ours.</summary>
public sealed class TiffFormatTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RgbImage _image = Pictures.Colourful(203, 157);

    public static TheoryData<TiffCompression, bool, bool> Containers()
    {
        var data = new TheoryData<TiffCompression, bool, bool>();
        foreach (TiffCompression compression in Enum.GetValues<TiffCompression>())
        {
            data.Add(compression, false, false);
            data.Add(compression, false, true);
            data.Add(compression, true, false);
            data.Add(compression, true, true);
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Containers))]
    public void ReadRegion_OwnFileOfEveryContainer_GivesThePixels(TiffCompression compression, bool bigTiff, bool bigEndian)
    {
        string path = _folder.File("slide.tif");
        PyramidTiffWriter.Write(path, _image, new PyramidTiffOptions { Compression = compression, BigTiff = bigTiff, BigEndian = bigEndian, TileSize = 64, Mpp = 0.25 });
        byte[] start = File.ReadAllBytes(path)[..4];
        start[0].Should().Be((byte)(bigEndian ? 'M' : 'I'));
        start[bigEndian ? 3 : 2].Should().Be((byte)(bigTiff ? 43 : 42));

        using ISlide slide = new TiffReader().Open(path);

        slide.Levels.Select(level => (level.Width, level.Height)).Should().Equal((203, 157), (101, 78));
        slide.Resolution.Should().Be(new SlideResolution(0.25, 0.25, ResolutionSource.VendorProperty));
        ShouldEqual(Pictures.ReadLevel(slide), _image.Pixels, exact: compression != TiffCompression.Jpeg);
    }

    [Theory]
    [InlineData(Compression.NONE, false)]
    [InlineData(Compression.LZW, false)]
    [InlineData(Compression.LZW, true)]
    [InlineData(Compression.ADOBE_DEFLATE, false)]
    [InlineData(Compression.ADOBE_DEFLATE, true)]
    [InlineData(Compression.DEFLATE, true)]
    public void ReadRegion_LosslessFileOfAnotherWriter_GivesThePixels(Compression compression, bool predictor)
    {
        foreach (bool bigEndian in new[] { false, true })
        {
            foreach (int rowsPerStrip in new[] { 0, 20 })
            {
                foreach (bool planar in new[] { false, true })
                {
                    var how = new LibTiffPicture { Compression = compression, Predictor = predictor, BigEndian = bigEndian, RowsPerStrip = rowsPerStrip, Planar = planar };
                    using ISlide slide = new TiffReader().Open(how.Write(_folder.File($"{bigEndian}{rowsPerStrip}{planar}.tif"), _image));
                    Pictures.ReadLevel(slide).Should().Equal(_image.Pixels, "of {0}", how);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void ReadRegion_RgbJpegWithSharedTables_IsNotConverted(int rowsPerStrip)
    {
        var how = new LibTiffPicture { Compression = Compression.JPEG, Photometric = Photometric.RGB, RowsPerStrip = rowsPerStrip };
        string path = how.Write(_folder.File("rgb.tif"), _image);
        using var file = new TiffFile(path);
        TiffDirectoryParser.TryCreate(file)!.ReadAll()[0].JpegTables.Should().NotBeEmpty("this is the case to test");

        using ISlide slide = new TiffReader().Open(path);

        ShouldEqual(Pictures.ReadLevel(slide), _image.Pixels, exact: false);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void ReadRegion_YCbCrJpegWithSharedTables_GivesTheColours(short horizontal, short vertical)
    {
        var how = new LibTiffPicture { Compression = Compression.JPEG, Photometric = Photometric.YCBCR, Subsampling = (horizontal, vertical) };

        using ISlide slide = new TiffReader().Open(how.Write(_folder.File("ycc.tif"), _image));

        ShouldEqual(Pictures.ReadLevel(slide), _image.Pixels, exact: false);
    }

    [Theory]
    [InlineData(SKJpegEncoderDownsample.Downsample420)]
    [InlineData(SKJpegEncoderDownsample.Downsample422)]
    [InlineData(SKJpegEncoderDownsample.Downsample444)]
    public void ReadRegion_CompleteJpegStreams_EqualTheirDirectDecode(SKJpegEncoderDownsample downsample)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(128, 96, SKColorType.Rgba8888, SKAlphaType.Opaque));
        RgbImage image = Pictures.Colourful(128, 96);
        for (int i = 0; i < 128 * 96; i++)
        {
            bitmap.SetPixel(i % 128, i / 128, new SKColor(image.Pixels[i * 3], image.Pixels[(i * 3) + 1], image.Pixels[(i * 3) + 2]));
        }

        using SKData jpeg = bitmap.PeekPixels().Encode(new SKJpegEncoderOptions(80, downsample, SKJpegEncoderAlphaOption.Ignore))!;
        string path = _folder.File("raw.tif");
        LibTiffPicture.WriteJpegTile(path, 128, 96, jpeg.ToArray());
        using SKBitmap direct = SKBitmap.Decode(jpeg);

        using ISlide slide = new TiffReader().Open(path);

        Pictures.ReadLevel(slide).Should().Equal(Enumerable.Range(0, 128 * 96).Select(i => direct.GetPixel(i % 128, i / 128)).SelectMany(c => new[] { c.Red, c.Green, c.Blue }));
    }

    [Theory]
    [InlineData(Compression.LZW, Photometric.MINISBLACK)]
    [InlineData(Compression.NONE, Photometric.MINISWHITE)]
    [InlineData(Compression.JPEG, Photometric.MINISBLACK)]
    public void ReadRegion_GreyFile_RepeatsTheSample(Compression compression, Photometric photometric)
    {
        var how = new LibTiffPicture { Compression = compression, Photometric = photometric, Samples = 1 };
        byte[] wanted = how.SamplesOf(_image).SelectMany(grey => Enumerable.Repeat((byte)(photometric == Photometric.MINISWHITE ? 255 - grey : grey), 3)).ToArray();

        // One sample of the red channel: the helper takes the first of each pixel.
        using ISlide slide = new TiffReader().Open(how.Write(_folder.File("grey.tif"), _image));

        ShouldEqual(Pictures.ReadLevel(slide), wanted, exact: compression != Compression.JPEG);
    }

    [Theory]
    [InlineData(ExtraSample.UNSPECIFIED)]
    [InlineData(ExtraSample.ASSOCALPHA)]
    [InlineData(ExtraSample.UNASSALPHA)]
    public void ReadRegion_FourSamples_AreComposedOverWhite(ExtraSample extra)
    {
        var how = new LibTiffPicture { Compression = Compression.ADOBE_DEFLATE, Samples = 4, Extra = extra };
        byte[] samples = how.SamplesOf(_image), wanted = new byte[_image.Pixels.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            int colour = samples[(i / 3 * 4) + (i % 3)], alpha = samples[(i / 3 * 4) + 3];
            wanted[i] = extra switch
            {
                ExtraSample.ASSOCALPHA => (byte)Math.Min(255, colour + 255 - alpha),
                ExtraSample.UNASSALPHA => (byte)Math.Round(((colour * alpha) + (255.0 * (255 - alpha))) / 255),
                _ => (byte)colour,
            };
        }

        using ISlide slide = new TiffReader().Open(how.Write(_folder.File("rgba.tif"), _image));

        Pictures.Difference(Pictures.ReadLevel(slide), wanted).Largest.Should().BeLessThanOrEqualTo(extra == ExtraSample.UNASSALPHA ? 1 : 0);
    }

    [Fact]
    public void ReadAssociatedImage_OfOurWriter_GivesThePixels()
    {
        var pictures = new Dictionary<string, RgbImage> { ["label"] = Pictures.Colourful(90, 70), ["macro"] = Pictures.Colourful(131, 65) };
        string path = _folder.File("slide.svs");
        PyramidTiffWriter.Write(path, _image, new PyramidTiffOptions { TileSize = 64, AssociatedImages = pictures });

        using ISlide slide = new TiffReader().Open(path);

        slide.AssociatedImageNames.Should().Equal("label", "macro", "thumbnail");
        slide.ReadAssociatedImage("label").Pixels.Should().Equal(pictures["label"].Pixels, "labels are written without loss");
        ShouldEqual(slide.ReadAssociatedImage("macro").Pixels, pictures["macro"].Pixels, exact: false);
        slide.ReadAssociatedImage("thumbnail").Width.Should().Be(203);
        slide.Invoking(open => open.ReadAssociatedImage("map")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.AssociatedImageNotFound);
    }

    private static void ShouldEqual(byte[] read, byte[] wanted, bool exact)
    {
        (int largest, double mean) = Pictures.Difference(read, wanted);
        if (exact)
        {
            largest.Should().Be(0);
        }
        else
        {
            // The picture's stripes of 10 pixels are the same in all channels but meet the range's ends: halving the chroma costs up to 42 there, 1 to 2 on average.
            mean.Should().BeLessThan(3);
            largest.Should().BeLessThan(48);
        }
    }
}
