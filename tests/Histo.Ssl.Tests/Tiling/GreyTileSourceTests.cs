using Histo.Ssl.Randomness;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Tiling;

public class GreyTileSourceTests
{
    [Fact]
    public void Read_AnyTile_IsTheStandardisedLuma()
    {
        using var plain = new MemoryTileSource(SyntheticTiles.Squares(1, 3), Noise);
        using var grey = new GreyTileSource(plain);
        byte[] from = new byte[48], to = new byte[48];
        for (int tile = 0; tile < 9; tile++)
        {
            plain.Read(tile, from);
            grey.Read(tile, to);
            double[] luma = [.. Enumerable.Range(0, 16).Select(pixel => (0.299 * from[3 * pixel]) + (0.587 * from[(3 * pixel) + 1]) + (0.114 * from[(3 * pixel) + 2]))];
            double mean = luma.Average(), deviation = Math.Sqrt(luma.Average(x => (x - mean) * (x - mean)));
            for (int pixel = 0; pixel < 16; pixel++)
            {
                double wanted = Math.Clamp(((luma[pixel] - mean) / deviation * 51) + 178, 0, 255);
                ((double)to[3 * pixel]).Should().BeApproximately(wanted, 0.5 + 1e-9);
                (to[(3 * pixel) + 1], to[(3 * pixel) + 2]).Should().Be((to[3 * pixel], to[3 * pixel]));
            }
        }

        grey.Colour.Should().Be(TileColour.Grey);
        grey.TileSize.Should().Be(4);
        grey.Tiles.Should().BeSameAs(plain.Tiles);
    }

    [Fact]
    public void Read_DarkerTileOfLessContrast_IsTheSame()
    {
        TileSet tiles = SyntheticTiles.Squares(1, 2);
        using var grey = new GreyTileSource(new MemoryTileSource(tiles, (tile, rgb) =>
        {
            for (int i = 0; i < rgb.Length; i++)
            {
                rgb[i] = (byte)(tile == 0 ? 4 * (i / 3) : 30 + (2 * (i / 3)));
            }
        }));
        byte[] light = new byte[48], dark = new byte[48];
        grey.Read(0, light);
        grey.Read(1, dark);
        dark.Should().Equal(light);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(240)]
    public void Read_ConstantTile_IsTheMean(byte level)
    {
        using var grey = new GreyTileSource(new MemoryTileSource(SyntheticTiles.Squares(1, 1), (_, rgb) => rgb.Fill(level)));
        byte[] rgb = new byte[48];
        grey.Read(0, rgb);
        rgb.Should().OnlyContain(value => value == 178);
    }

    [Fact]
    public void Apply_Colours_AreNamedAndKept()
    {
        using var plain = new MemoryTileSource(SyntheticTiles.Squares(1, 2), Noise);
        TileColours.Apply(plain, TileColour.AsIs).Should().BeSameAs(plain);
        foreach (string name in TileColours.All)
        {
            TileColour colour = TileColours.Parse(name.ToUpperInvariant());
            TileColours.NameOf(colour).Should().Be(name);
            using ITileSource source = TileColours.Apply(new MemoryTileSource(plain.Tiles, Noise), colour);
            using MemoryTileSource copy = MemoryTileSource.Load(source);
            (source.Colour, copy.Colour).Should().Be((colour, colour));
        }

        FluentActions.Invoking(() => TileColours.Parse("sepia")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnknownTileColour);
    }

    private static void Noise(int tile, Span<byte> rgb)
    {
        var random = new CounterRandom(5, 0, tile, RandomSlot.Custom);
        foreach (ref byte value in rgb)
        {
            value = (byte)random.NextUInt32();
        }
    }
}
