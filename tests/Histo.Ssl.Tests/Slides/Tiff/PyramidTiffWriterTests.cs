using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.Ssl.Tests.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Tiff;

public sealed class PyramidTiffWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2048, 2048, 256, 4)]
    [InlineData(2047, 4000, 256, 3)]
    [InlineData(200, 200, 256, 1)]
    [InlineData(1, 70_000, 256, 1)]
    public void LevelCount_ByDefault_StopsBeforeALevelIsSmallerThanATile(int width, int height, int tile, int levels) =>
        PyramidTiffWriter.LevelCount(width, height, new PyramidTiffOptions { TileSize = tile }).Should().Be(levels);

    [Fact]
    public void Write_Source_IsAskedOnceForEachRowFromTopToBottom()
    {
        var asked = new List<(int First, int Count)>();
        PyramidTiffWriter.Write(_folder.File("a.svs"), 100, 150, (first, count, rgb) =>
        {
            rgb.Length.Should().Be(100 * count * 3);
            asked.Add((first, count));
        }, new PyramidTiffOptions { TileSize = 64 });

        asked.Should().Equal((0, 64), (64, 64), (128, 22));
    }

    [Fact]
    public void Write_Cancelled_LeavesNoFile()
    {
        using var stop = new CancellationTokenSource();
        Action write = () => PyramidTiffWriter.Write(_folder.File("a.svs"), 100, 500, (_, _, _) => stop.Cancel(), new PyramidTiffOptions { TileSize = 64 }, stop.Token);

        write.Should().Throw<OperationCanceledException>();
        Directory.GetFiles(_folder.FullPath).Should().BeEmpty();
    }

    [Fact]
    public void Write_BadOptions_AreRefused()
    {
        RgbImage image = Pictures.Colourful(40, 40);
        foreach (PyramidTiffOptions options in new PyramidTiffOptions[]
        {
            new() { TileSize = 100 }, new() { TileSize = 8192 }, new() { JpegQuality = 0 }, new() { LevelCount = 0 }, new() { ObjectivePower = -1 },
            new() { AssociatedImages = new Dictionary<string, RgbImage> { ["thumbnail"] = image } },
            new() { Flavor = TiffFlavor.Generic, AssociatedImages = new Dictionary<string, RgbImage> { ["label"] = image } },
        })
        {
            FluentActions.Invoking(() => PyramidTiffWriter.Write(_folder.File("a.svs"), image, options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        }

        FluentActions.Invoking(() => PyramidTiffWriter.Write(_folder.File("a.svs"), image, new PyramidTiffOptions { Mpp = 9 })).Should().Throw<HistoException>()
            .Which.Code.Should().Be(ErrorCodes.ResolutionUnknown);
    }

    [Theory]
    [InlineData(TiffCompression.Jpeg, false)]
    [InlineData(TiffCompression.Jpeg, true)]
    [InlineData(TiffCompression.Deflate, false)]
    [InlineData(TiffCompression.Lzw, true)]
    [InlineData(TiffCompression.None, false)]
    public void Write_Slide_IsTheSameInOpenSlide(TiffCompression compression, bool bigTiff)
    {
        RgbImage image = Pictures.Colourful(531, 417);
        var pictures = new Dictionary<string, RgbImage> { ["label"] = Pictures.Colourful(90, 70), ["macro"] = Pictures.Colourful(131, 65) };
        foreach (TiffFlavor flavor in Enum.GetValues<TiffFlavor>())
        {
            string path = _folder.File($"{flavor}.tif");
            PyramidTiffWriter.Write(path, image, new PyramidTiffOptions
            {
                Compression = compression, BigTiff = bigTiff, TileSize = 128, Mpp = 0.47, ObjectivePower = 20, Flavor = flavor,
                AssociatedImages = flavor == TiffFlavor.Aperio ? pictures : new Dictionary<string, RgbImage>(),
            });
            using ISlide managed = new TiffReader().Open(path), native = InstalledOpenSlide.Reader.Open(path);

            native.Vendor.Should().Be(flavor == TiffFlavor.Aperio ? "aperio" : "generic-tiff");
            native.Levels.Should().Equal(managed.Levels).And.HaveCount(2);
            native.Resolution!.Value.Mpp.Should().BeApproximately(0.47, 1e-6);
            for (int level = 0; level < 2; level++)
            {
                Pictures.Difference(Pictures.ReadLevel(managed, level), Pictures.ReadLevel(native, level)).Largest.Should().Be(0, "both decode by libjpeg-turbo, or without loss");
            }

            native.AssociatedImageNames.Should().BeEquivalentTo(managed.AssociatedImageNames);
            foreach (string name in managed.AssociatedImageNames)
            {
                native.ReadAssociatedImage(name).Pixels.Should().Equal(managed.ReadAssociatedImage(name).Pixels);
            }
        }
    }

    [Fact]
    public void Write_GermanCulture_WritesPoints()
    {
        using Culture german = Culture.German();
        PyramidTiffWriter.Write(_folder.File("a.svs"), Pictures.Colourful(40, 40), new PyramidTiffOptions { Mpp = 0.499, ObjectivePower = 12.5 });

        using ISlide slide = new TiffReader().Open(_folder.File("a.svs"));

        slide.Properties["tiff.ImageDescription"].Should().EndWith("|AppMag = 12.5|MPP = 0.499");
        slide.Properties["openslide.objective-power"].Should().Be("12.5");
    }
}
