using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>Damaged files: an error with a code, never other pixels, never another exception.</summary>
public sealed class TiffDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RgbImage _image = Pictures.Colourful(150, 130);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TiffCompression.Jpeg)]
    [InlineData(TiffCompression.Deflate)]
    [InlineData(TiffCompression.Lzw)]
    [InlineData(TiffCompression.None)]
    public void MutatedBytes_OnlyEverGiveCodedErrors(TiffCompression compression)
    {
        byte[] sound = Written(new PyramidTiffOptions { Compression = compression, TileSize = 64 });
        int opened = 0, refused = 0;
        for (int round = 0; round < 150; round++)
        {
            byte[] file = [.. sound];
            var random = new CounterRandom(7, round, (int)compression, RandomSlot.Custom);

            // Directories stand at the end: half of the changes go there.
            int from = random.Chance(0.5) ? file.Length * 3 / 4 : 0;
            for (int change = 0; change < 1 + (round % 8); change++)
            {
                file[from + random.Next(file.Length - from)] = (byte)random.Next(256);
            }

            string path = _folder.File("mutated.svs");
            File.WriteAllBytes(path, round % 10 == 0 ? file[..random.Next(file.Length)] : file);
            try
            {
                new TiffReader().Probe(path);
                using ISlide slide = new TiffReader(new TiffReaderOptions { TileCacheBytes = 0 }).Open(path);
                opened++;
                ReadCorners(slide);
            }
            catch (HistoException)
            {
                refused++;
            }
        }

        opened.Should().BeGreaterThan(10, "the changes must not all be refused at once");
        refused.Should().BeGreaterThan(10);
    }

    [Fact]
    public void JpegDataThatEndsEarly_IsAnErrorNotGrey()
    {
        byte[] sound = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 1 });
        int offset = (int)TiffBytes.Get(sound, 0, 324, 1), count = (int)TiffBytes.Get(sound, 0, 325, 1);
        int tried = 0;
        for (int kept = count - 3; kept > 700; kept -= 61, tried++)
        {
            // The end-of-image marker moves forward: a well-formed stream with too little data.
            byte[] file = [.. sound];
            file[offset + kept - 1] = file[offset + kept - 1] == 0xFF ? (byte)0 : file[offset + kept - 1];
            file[offset + kept] = 0xFF;
            file[offset + kept + 1] = 0xD9;
            TiffBytes.Set(file, 0, 325, (uint)kept + 2, 1);

            using ISlide slide = Open(file);

            // What is missing may be only a part of the last unit: then its pixels differ, which no decoder can tell. From one whole unit on it must be told.
            if (kept < count - 61)
            {
                HistoException error = slide.Invoking(open => open.ReadRegion(0, 64, 0, 64, 64, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which;
                error.Code.Should().Be(ErrorCodes.PixelsUnreadable);
                error.Where.Should().Contain("level 0, column 1, row 0");
            }

            slide.ReadRegion(0, 0, 0, 64, 64, new byte[64 * 64 * 3]);
        }

        tried.Should().BeGreaterThan(5);
    }

    [Fact]
    public void MiddleGreyTiles_AreNotTakenForDamage()
    {
        var grey = new RgbImage(128, 128);
        Array.Fill(grey.Pixels, (byte)128);
        string path = _folder.File("grey.svs");
        PyramidTiffWriter.Write(path, grey, new PyramidTiffOptions { TileSize = 64 });

        using ISlide slide = new TiffReader().Open(path);

        Pictures.ReadLevel(slide).Should().OnlyContain(value => value == 128);
    }

    [Theory]
    [InlineData(TiffCompression.Jpeg, "cut off")]
    [InlineData(TiffCompression.Deflate, "deflate")]
    [InlineData(TiffCompression.Lzw, "LZW")]
    [InlineData(TiffCompression.None, "too little data")]
    public void TileCutShort_IsHS1005(TiffCompression compression, string words)
    {
        byte[] file = Written(new PyramidTiffOptions { Compression = compression, TileSize = 64, LevelCount = 1 });
        TiffBytes.Set(file, 0, 325, TiffBytes.Get(file, 0, 325, 3) / 2, 3);

        using ISlide slide = Open(file);

        HistoException error = slide.Invoking(open => open.ReadRegion(0, 0, 64, 64, 64, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.PixelsUnreadable);
        error.Message.Should().Contain(words);
    }

    [Fact]
    public void TileOutsideTheFile_IsHS1005()
    {
        byte[] file = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 1 });
        TiffBytes.Set(file, 0, 324, 0x7FFFFFF0, 0);

        using ISlide slide = Open(file);

        slide.Invoking(open => open.ReadRegion(0, 0, 0, 64, 64, new byte[64 * 64 * 3])).Should().Throw<HistoException>().Which.Message.Should().Contain("outside the file");
    }

    [Fact]
    public void EmptyTile_IsWhiteInAperioFilesAndAnErrorInOthers()
    {
        byte[] aperio = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 1 });
        byte[] generic = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 1, Flavor = TiffFlavor.Generic });
        TiffBytes.Set(aperio, 0, 325, 0, 1);
        TiffBytes.Set(generic, 0, 325, 0, 1);
        byte[] rgb = new byte[64 * 64 * 3];

        using (ISlide slide = Open(aperio))
        {
            slide.ReadRegion(0, 64, 0, 64, 64, rgb);
            rgb.Should().OnlyContain(value => value == 255);
        }

        using ISlide other = Open(generic);
        other.Invoking(open => open.ReadRegion(0, 64, 0, 64, 64, rgb)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.PixelsUnreadable);
    }

    [Fact]
    public void EmptyTileInASmallerAperioLevel_IsLeftToOpenSlide()
    {
        byte[] file = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 2 });
        TiffBytes.Set(file, 2, 325, 0, 0);
        string path = _folder.File("sparse.svs");
        File.WriteAllBytes(path, file);

        SlideSupport support = new TiffReader().Probe(path);

        support.IsSupported.Should().BeFalse();
        support.Reason.Should().Contain("level 1").And.Contain("empty");
    }

    [Fact]
    public void DirectoriesInALoop_AreHS1003()
    {
        byte[] file = Written(new PyramidTiffOptions { TileSize = 64, LevelCount = 1, Flavor = TiffFlavor.Generic });
        int directory = BitConverter.ToInt32(file, 4), link = directory + 2 + (12 * BitConverter.ToUInt16(file, directory));
        BitConverter.TryWriteBytes(file.AsSpan(link), directory).Should().BeTrue();
        File.WriteAllBytes(_folder.File("loop.tif"), file);

        new TiffReader().Invoking(reader => reader.Open(_folder.File("loop.tif"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideDamaged);
    }

    [Fact]
    public void DamagedLzw_WritesNothingToTheConsole()
    {
        byte[] file = Written(new PyramidTiffOptions { Compression = TiffCompression.Lzw, TileSize = 64 });
        TextWriter before = Console.Error;
        using var console = new StringWriter();
        Console.SetError(console);
        try
        {
            TiffBytes.Set(file, 0, 325, 9, 0);
            using ISlide slide = Open(file);
            slide.Invoking(open => open.ReadRegion(0, 0, 0, 64, 64, new byte[64 * 64 * 3])).Should().Throw<HistoException>();
        }
        finally
        {
            Console.SetError(before);
        }

        console.ToString().Should().NotContain("LZW", "errors are reported by exceptions, not on the console");
    }

    private static void ReadCorners(ISlide slide)
    {
        for (int level = 0; level < slide.Levels.Count; level++)
        {
            SlideLevel size = slide.Levels[level];
            int width = Math.Min(size.Width, 150), height = Math.Min(size.Height, 130);
            slide.ReadRegion(level, 0, 0, width, height, new byte[width * height * 3]);
        }

        foreach (string name in slide.AssociatedImageNames)
        {
            slide.ReadAssociatedImage(name);
        }
    }

    private byte[] Written(PyramidTiffOptions options)
    {
        string path = _folder.File("sound.svs");
        PyramidTiffWriter.Write(path, _image, options);
        return File.ReadAllBytes(path);
    }

    private ISlide Open(byte[] file)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.svs");
        File.WriteAllBytes(path, file);
        return new TiffReader(new TiffReaderOptions { TileCacheBytes = 0 }).Open(path);
    }
}
