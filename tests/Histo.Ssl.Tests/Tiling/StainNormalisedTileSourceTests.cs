using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Tiling;

public class StainNormalisedTileSourceTests
{
    private const int Size = 24, Side = 6;
    private static readonly StainProfile Other = new(Unit(0.65, 0.70, 0.29), Unit(0.27, 0.92, 0.28), 1.2, 0.9);

    [Fact]
    public void ProfileOf_KnownStains_FindsThem()
    {
        using var source = new StainNormalisedTileSource(Slides(Other, StainProfile.Reference));
        foreach ((int slide, StainProfile wanted) in new[] { (0, Other), (1, StainProfile.Reference) })
        {
            StainProfile found = source.ProfileOf(slide)!;
            Degrees(found.Haematoxylin, wanted.Haematoxylin).Should().BeLessThan(1);
            Degrees(found.Eosin, wanted.Eosin).Should().BeLessThan(1);
            found.Haematoxylin.Dot(found.Haematoxylin).Should().BeApproximately(1, 1e-9);

            // Two thirds of the stained pixels have a stain: its upper 1.5 % are left out.
            found.MaxHaematoxylin.Should().BeApproximately(wanted.MaxHaematoxylin * (1 - (0.015 * 0.7)), 0.02);
            found.MaxEosin.Should().BeApproximately(wanted.MaxEosin * (1 - (0.015 * 0.2)), 0.02);
        }

        source.Notices.Should().BeEmpty();
    }

    [Fact]
    public void Read_AnotherStaining_IsTheReferenceOfTheSameConcentrations()
    {
        using ITileSource source = TileColours.Apply(Slides(Other, StainProfile.Reference), TileColour.StainNormalised), reference = Slides(StainProfile.Reference);
        byte[] found = new byte[Size * Size * 3], wanted = new byte[found.Length];
        foreach (int slide in new[] { 0, 1 })
        {
            for (int tile = 0; tile < Side * Side; tile++)
            {
                source.Read((slide * Side * Side) + tile, found);
                reference.Read(tile, wanted);

                // Slide 1 is in reference stains already: it stays as it is.
                found.Zip(wanted, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThanOrEqualTo(slide == 0 ? 6 : 4);
            }
        }
    }

    [Fact]
    public void Read_InParallelOrBackwards_GivesTheSameBytes()
    {
        int tiles = 2 * Side * Side;
        byte[][] forwards = new byte[tiles][], parallel = new byte[tiles][];
        using (var source = new StainNormalisedTileSource(Slides(Other, StainProfile.Reference)))
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                source.Read(tile, forwards[tile] = new byte[Size * Size * 3]);
            }
        }

        using (var source = new StainNormalisedTileSource(Slides(Other, StainProfile.Reference)))
        {
            Parallel.For(0, tiles, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => source.Read(tiles - 1 - i, parallel[tiles - 1 - i] = new byte[Size * Size * 3]));
        }

        for (int tile = 0; tile < tiles; tile++)
        {
            parallel[tile].Should().Equal(forwards[tile]);
        }
    }

    [Fact]
    public void Read_FewerPixelsSampled_FindsNearlyTheSameStains()
    {
        using var whole = new StainNormalisedTileSource(Slides(Other));
        using var part = new StainNormalisedTileSource(Slides(Other), new StainNormalisationOptions { SampleTiles = 9, SamplePixels = 2000 });
        Degrees(part.ProfileOf(0)!.Haematoxylin, whole.ProfileOf(0)!.Haematoxylin).Should().BeLessThan(1);
        Degrees(part.ProfileOf(0)!.Eosin, whole.ProfileOf(0)!.Eosin).Should().BeLessThan(1);
    }

    [Fact]
    public void Read_TooLittleTissueOrOneStain_IsLeftAsItIsAndNoticed()
    {
        var oneStain = new StainProfile(Other.Haematoxylin, Other.Haematoxylin, 1, 1);
        using var plain = new MemoryTileSource(Tiles(2), Fill);
        using var source = new StainNormalisedTileSource(new MemoryTileSource(plain.Tiles, Fill));
        byte[] before = new byte[Size * Size * 3], after = new byte[before.Length];
        source.Notices.Should().BeEmpty("nothing was read");
        for (int tile = 0; tile < plain.Tiles.Count; tile++)
        {
            plain.Read(tile, before);
            source.Read(tile, after);
            after.Should().Equal(before);
        }

        (source.ProfileOf(0), source.ProfileOf(1)).Should().Be((null, null));
        source.Notices.Should().HaveCount(2);
        source.Notices[0].Should().StartWith("slide-0: stains are left as they are; 0 stained pixels");
        source.Notices[1].Should().StartWith("slide-1: stains are left as they are; one stain only");

        void Fill(int tile, Span<byte> rgb)
        {
            if (tile < Side * Side)
            {
                rgb.Fill(238);
            }
            else
            {
                Paint(oneStain, tile, rgb);
            }
        }
    }

    [Fact]
    public void Read_DamagedTiles_CountForNothingButThemselves()
    {
        using var source = new StainNormalisedTileSource(new Damaged(Slides(Other)));
        byte[] rgb = new byte[Size * Size * 3];
        source.Read(1, rgb);
        Degrees(source.ProfileOf(0)!.Eosin, Other.Eosin).Should().BeLessThan(1);
        FluentActions.Invoking(() => source.Read(0, rgb)).Should().Throw<HistoException>().Which.Code.Should().Be("HS1005");
        FluentActions.Invoking(() => source.ProfileOf(1)).Should().Throw<HistoException>().Which.Code.Should().Be("HS1201");
        FluentActions.Invoking(() => new StainNormalisedTileSource(source, new StainNormalisationOptions { SampleTiles = 0 })).Should().Throw<HistoException>().Which.Code.Should().Be("HS0001");
    }

    [Fact]
    public void Eigen_AnySymmetricMatrix_IsDiagonalised()
    {
        var random = new CounterRandom(9, 0, 0, RandomSlot.Custom);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] a = [.. Enumerable.Range(0, 6).Select(_ => random.NextGaussian())];
            double[,] matrix = { { a[0], a[1], a[2] }, { a[1], a[3], a[4] }, { a[2], a[4], a[5] } };
            (double[] values, double[,] vectors) = SymmetricEigen.Of((double[,])matrix.Clone());
            values.Should().BeInDescendingOrder();
            for (int i = 0; i < 3; i++)
            {
                for (int row = 0; row < 3; row++)
                {
                    Enumerable.Range(0, 3).Sum(k => matrix[row, k] * vectors[k, i]).Should().BeApproximately(values[i] * vectors[row, i], 1e-13 * 10);
                    Enumerable.Range(0, 3).Sum(k => vectors[k, row] * vectors[k, i]).Should().BeApproximately(row == i ? 1 : 0, 1e-14 * 10);
                }
            }
        }
    }

    private static MemoryTileSource Slides(params StainProfile[] profiles) => new(Tiles(profiles.Length), (tile, rgb) => Paint(profiles[tile / (Side * Side)], tile, rgb));

    private static TileSet Tiles(int slides)
    {
        var grid = new TileGrid { Columns = Side, Rows = Side, TileSize = Size, Stride = Size, Mpp = 0.5 };
        (int, int)[] cells = [.. from row in Enumerable.Range(0, Side) from column in Enumerable.Range(0, Side) select (column, row)];
        return new TileSet([.. Enumerable.Range(0, slides).Select(i => new TileSlide(new ManifestSlide($"slide-{i}", [new ManifestPart($"/slides/{i}.svs")]), "fake", grid))], [.. Enumerable.Repeat(cells, slides)]);
    }

    // A fifth of the pixels is background; of the rest a third each haematoxylin alone, eosin alone, and both. Concentrations are even up to the profile's.
    private static void Paint(StainProfile profile, int tile, Span<byte> rgb)
    {
        var random = new CounterRandom(7, 0, tile % (Side * Side), RandomSlot.Custom);
        for (int at = 0; at < rgb.Length; at += 3)
        {
            int kind = random.Next(15);
            double h = kind is >= 3 and < 11 ? (0.3 + (0.7 * random.NextDouble())) * profile.MaxHaematoxylin : 0, e = kind is >= 7 ? (0.8 + (0.2 * random.NextDouble())) * profile.MaxEosin : 0;
            rgb[at] = Level((h * profile.Haematoxylin.Red) + (e * profile.Eosin.Red));
            rgb[at + 1] = Level((h * profile.Haematoxylin.Green) + (e * profile.Eosin.Green));
            rgb[at + 2] = Level((h * profile.Haematoxylin.Blue) + (e * profile.Eosin.Blue));
        }

        static byte Level(double density) => (byte)Math.Round(240 * Math.Exp(-density));
    }

    private static StainVector Unit(double red, double green, double blue)
    {
        double length = Math.Sqrt((red * red) + (green * green) + (blue * blue));
        return new StainVector(red / length, green / length, blue / length);
    }

    private static double Degrees(StainVector a, StainVector b) => Math.Acos(Math.Min(1, a.Dot(b))) * 180 / Math.PI;

    private sealed class Damaged(MemoryTileSource source) : ITileSource
    {
        public TileSet Tiles => source.Tiles;

        public int TileSize => source.TileSize;

        public void Read(int tile, Span<byte> rgb)
        {
            if (tile % 2 == 0)
            {
                throw new HistoException(ErrorCodes.PixelsUnreadable, "the pixels cannot be decoded", $"tile {tile}");
            }

            source.Read(tile, rgb);
        }

        public void Dispose() => source.Dispose();
    }
}
