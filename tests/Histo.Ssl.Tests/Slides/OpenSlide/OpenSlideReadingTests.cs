using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.OpenSlide;

public class OpenSlideReadingTests
{
    private const string Small = "CMU-1-Small-Region.svs";

    [DataFact("wsi-slides")]
    public void ReadRegion_OpaqueSlide_EqualsTheRawBytesOfTheLibrary()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", Small);
        byte[] rgb = new byte[301 * 203 * 3];

        slide.ReadRegion(0, 777, 1201, 301, 203, rgb);

        uint[] raw = RawRead(slide.FilePath, 777, 1201, 0, 301, 203);
        raw.Should().OnlyContain(pixel => pixel >> 24 == 255);
        rgb.Should().Equal(raw.SelectMany(pixel => new[] { (byte)(pixel >> 16), (byte)(pixel >> 8), (byte)pixel }));
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_OutsideTheScannedArea_IsTheBackgroundColour()
    {
        using ISlide slide = InstalledOpenSlide.Open("synthetic", "leica-synthetic.scn");
        byte[] rgb = new byte[4 * 4 * 3];

        slide.ReadRegion(0, 2046, 2558, 4, 4, rgb);

        rgb.Take(2 * 4 * 3).Should().OnlyContain(value => value == 255);
        uint[] raw = RawRead(slide.FilePath, 2046, 2558, 0, 4, 4);
        raw[0].Should().Be(0, "OpenSlide itself gives transparent black there");
        rgb.Skip(((3 * 4) + 3) * 3).Should().Equal((byte)(raw[15] >> 16), (byte)(raw[15] >> 8), (byte)raw[15]);
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_ColumnBetweenPixelsOfALevel_IsRoundedNotInterpolated()
    {
        using ISlide slide = InstalledOpenSlide.Open("synthetic", "generic-pyramid.tiff");
        byte[] odd = new byte[100 * 100 * 3], even = new byte[100 * 100 * 3];

        slide.ReadRegion(1, 1001, 999, 100, 100, odd);
        slide.ReadRegion(1, 1002, 1000, 100, 100, even);

        odd.Should().Equal(even, "1001 / 2 rounds to 501 and 999 / 2 to 500");
    }

    [DataTheory("wsi-slides")]
    [InlineData(0, -1, 0, 10, 10)]
    [InlineData(0, 0, -1, 10, 10)]
    [InlineData(0, 2211, 0, 10, 10)]
    [InlineData(0, 0, 2958, 10, 10)]
    [InlineData(0, 0, 0, 0, 10)]
    [InlineData(0, int.MaxValue, 0, 10, 10)]
    [InlineData(1, 0, 0, 10, 10)]
    [InlineData(-1, 0, 0, 10, 10)]
    public void ReadRegion_OutOfRange_IsRefused(int level, int x, int y, int width, int height)
    {
        using ISlide slide = InstalledOpenSlide.Open("real", Small);

        slide.Invoking(open => open.ReadRegion(level, x, y, width, height, new byte[width * height * 3])).Should().Throw<HistoException>()
            .Which.Code.Should().Be(ErrorCodes.RegionOutOfRange);
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_LastPixels_AreInRangeAtEveryLevel()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", "boxes.tiff");
        for (int level = 0; level < slide.Levels.Count; level++)
        {
            SlideLevel size = slide.Levels[level];
            byte[] rgb = new byte[5 * 5 * 3];
            slide.ReadRegion(level, (int)Math.Round((size.Width - 5) * size.Downsample), (int)Math.Round((size.Height - 5) * size.Downsample), 5, 5, rgb);
        }

        slide.Invoking(open => open.ReadRegion(0, 0, 0, 5, 5, new byte[74])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_DamagedTile_FailsWithItsPlaceAndSpoilsNoOther()
    {
        using ISlide slide = InstalledOpenSlide.Open("broken", "one-tile-zeroed.svs");
        byte[] before = Tile(slide, 960, 1200), bad = new byte[240 * 240 * 3];

        for (int attempt = 0; attempt < 3; attempt++)
        {
            HistoException error = slide.Invoking(open => open.ReadRegion(0, 1200, 1200, 240, 240, bad)).Should().Throw<HistoException>().Which;
            error.Code.Should().Be(ErrorCodes.PixelsUnreadable);
            error.Message.Should().Contain("one-tile-zeroed.svs, level 0 x 1200 y 1200, 240 x 240").And.Contain("Premature end of JPEG file");
        }

        byte[] after = Tile(slide, 1440, 1200);
        using ISlide fresh = InstalledOpenSlide.Open("broken", "one-tile-zeroed.svs");
        before.Should().Equal(Tile(fresh, 960, 1200));
        after.Should().Equal(Tile(fresh, 1440, 1200));
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_ManyThreadsAndADamagedTile_OnlyThatTileFails()
    {
        using ISlide whole = InstalledOpenSlide.Open("real", Small);
        using ISlide slide = InstalledOpenSlide.Open("broken", "one-tile-zeroed.svs");
        int failures = 0, differences = 0, wrongFailures = 0;

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            int column = index % 8, row = index / 8 % 8;
            try
            {
                byte[] tile = Tile(slide, column * 240, row * 240);
                if (!tile.AsSpan().SequenceEqual(Tile(whole, column * 240, row * 240)))
                {
                    Interlocked.Increment(ref differences);
                }
            }
            catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
            {
                Interlocked.Increment(ref failures);
                if ((column, row) != (5, 5))
                {
                    Interlocked.Increment(ref wrongFailures);
                }
            }
        });

        (wrongFailures, differences).Should().Be((0, 0));
        failures.Should().Be(6, "indices 45, 109, 173, 237, 301 and 365 of 400 are column 5, row 5");
    }

    [DataTheory("wsi-slides")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void ReadRegion_AnyNumberOfThreads_GivesTheSamePixels(int threads)
    {
        using ISlide slide = InstalledOpenSlide.Open("synthetic", "hamamatsu-synthetic.ndpi");
        using ISlide alone = InstalledOpenSlide.Open("synthetic", "hamamatsu-synthetic.ndpi");
        byte[][] tiles = new byte[60][];

        Parallel.For(0, tiles.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, index => tiles[index] = Tile(slide, index % 8 * 200, index / 8 * 250));

        for (int index = 0; index < tiles.Length; index++)
        {
            tiles[index].AsSpan().SequenceEqual(Tile(alone, index % 8 * 200, index / 8 * 250)).Should().BeTrue();
        }
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_SteadyState_AllocatesNoManagedBytes()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", Small);
        byte[] rgb = new byte[256 * 256 * 3];
        Read(10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(100);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Read(int times)
        {
            for (int time = 0; time < times; time++)
            {
                slide.ReadRegion(0, time * 17, time * 23, 256, 256, rgb);
            }
        }
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_LargerThanTheKeptBuffer_EqualsItsParts()
    {
        using ISlide slide = InstalledOpenSlide.Open("real", Small);
        byte[] whole = new byte[2220 * 600 * 3], part = new byte[100 * 600 * 3];

        slide.ReadRegion(0, 0, 100, 2220, 600, whole);
        slide.ReadRegion(0, 2000, 100, 100, 600, part);

        for (int row = 0; row < 600; row++)
        {
            whole.AsSpan(((row * 2220) + 2000) * 3, 300).SequenceEqual(part.AsSpan(row * 300, 300)).Should().BeTrue();
        }
    }

    [DataFact("wsi-slides")]
    public void Dispose_WhileThreadsRead_EndsInExceptionsNotInACrash()
    {
        for (int round = 0; round < 5; round++)
        {
            ISlide slide = InstalledOpenSlide.Open("real", Small);
            using var started = new CountdownEvent(4);
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() =>
            {
                started.Signal();
                try
                {
                    for (int tile = 0; tile < 1000; tile++)
                    {
                        Tile(slide, tile % 8 * 240, index * 240);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            started.Wait();
            slide.Dispose();
            slide.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            slide.Invoking(open => Tile(open, 0, 0)).Should().Throw<ObjectDisposedException>();
            slide.Invoking(open => open.ReadAssociatedImage("label")).Should().Throw<ObjectDisposedException>();
        }
    }

    [DataFact("wsi-slides")]
    public void ReadRegion_FileRemovedAfterADamagedTile_NamesTheCause()
    {
        using var folder = new TempFolder();
        string path = folder.File("copy.svs");
        File.Copy(TestData.DataPath("wsi-slides", "broken", "one-tile-zeroed.svs"), path);
        using ISlide slide = InstalledOpenSlide.Reader.Open(path);
        File.Delete(path);

        slide.Invoking(open => Tile(open, 1200, 1200)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.PixelsUnreadable && error.Message.Contains("cannot be opened again"));
    }

    private static byte[] Tile(ISlide slide, int x, int y)
    {
        byte[] rgb = new byte[240 * 240 * 3];
        slide.ReadRegion(0, x, y, 240, 240, rgb);
        return rgb;
    }

    private static unsafe uint[] RawRead(string path, long x, long y, int level, int width, int height)
    {
        uint[] pixels = new uint[width * height];
        nint slide = OpenSlideNative.Open(path);
        fixed (uint* target = pixels)
        {
            OpenSlideNative.ReadRegion(slide, target, x, y, level, width, height);
        }

        OpenSlideNative.GetError(slide).Should().Be(0);
        OpenSlideNative.Close(slide);
        return pixels;
    }
}
