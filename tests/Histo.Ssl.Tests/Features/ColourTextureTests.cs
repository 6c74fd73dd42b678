using Histo.Ssl.Features;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Features;

public class ColourTextureTests
{
    // Offsets of the neighbours (column, row), once around.
    private static readonly (int X, int Y)[] Around = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];

    [Fact]
    public void Embed_AnyTile_IsTheNaiveDescriptor()
    {
        using var source = new FakeTileSource();
        EmbeddingSet set = new ColourTexture(new EmbeddingOptions { BatchSize = 9 }).Embed(source), colour = new ColourHistogram().Embed(source);
        (set.Count, set.Dimensions, set.Origin.Encoder, set.Origin.Colour).Should().Be((70, 60, "colour-texture", "as-is"));
        byte[] rgb = new byte[12 * 12 * 3];
        for (int tile = 0; tile < set.Count; tile++)
        {
            source.Read(tile, rgb);
            float[] found = set.Feature(tile).ToArray();
            found[..48].Should().Equal(colour.Feature(tile).ToArray());
            float[] wanted = Naive(rgb, 12);
            for (int i = 0; i < 12; i++)
            {
                found[48 + i].Should().BeApproximately(wanted[i], 1e-6f, "of number {0}", i);
            }
        }
    }

    [Fact]
    public void Compute_TurnedTile_HasTheSameTexture()
    {
        using var source = new FakeTileSource();
        byte[] tile = new byte[12 * 12 * 3], turned = new byte[tile.Length];
        source.Read(3, tile);
        for (int y = 0; y < 12; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                tile.AsSpan(((y * 12) + x) * 3, 3).CopyTo(turned.AsSpan(((x * 12) + 11 - y) * 3));
            }
        }

        float[] a = new float[60], b = new float[60];
        ColourTexture.Compute(tile, 12, a);
        ColourTexture.Compute(turned, 12, b);
        for (int i = 0; i < 60; i++)
        {
            b[i].Should().BeApproximately(a[i], 1e-6f);
        }
    }

    [Fact]
    public void Compute_RampAndFlatTile_HaveTheirClosedForms()
    {
        float[] flat = new float[60], ramp = new float[60];
        ColourTexture.Compute([.. Enumerable.Repeat((byte)9, 75)], 5, flat);
        flat[48..].Should().Equal(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

        // 10 levels a column: a gradient of 10 / 255 everywhere; of the neighbours five are at least as bright, one after the other.
        ColourTexture.Compute([.. Enumerable.Range(0, 75).Select(i => (byte)(i / 3 % 5 * 10))], 5, ramp);
        ramp[48].Should().BeApproximately(10 / 255f, 1e-6f);
        ramp[49].Should().BeApproximately(0, 1e-6f);
        ramp[50..].Should().Equal(0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    [Fact]
    public void Compute_WrongSizes_AreRefused()
    {
        FluentActions.Invoking(() => ColourTexture.Compute(new byte[12], 2, new float[60])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => ColourTexture.Compute(new byte[75], 5, new float[59])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => ColourTexture.Compute(new byte[75], 4, new float[60])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    private static float[] Naive(byte[] rgb, int size)
    {
        var result = new float[12];
        var magnitudes = new List<double>();
        for (int y = 1; y < size - 1; y++)
        {
            for (int x = 1; x < size - 1; x++)
            {
                double gx = (Grey(x + 1, y) - Grey(x - 1, y)) / 2, gy = (Grey(x, y + 1) - Grey(x, y - 1)) / 2;
                magnitudes.Add(Math.Sqrt((gx * gx) + (gy * gy)) / 255);
                bool[] bright = [.. Around.Select(to => Grey(x + to.X, y + to.Y) >= Grey(x, y) - 1e-9)];
                int changes = Enumerable.Range(0, 8).Count(i => bright[i] != bright[(i + 1) % 8]);
                result[2 + (changes <= 2 ? bright.Count(each => each) : 9)] += 1f / ((size - 2) * (size - 2));
            }
        }

        double mean = magnitudes.Average();
        (result[0], result[1]) = ((float)mean, (float)Math.Sqrt(magnitudes.Average(each => (each - mean) * (each - mean))));
        return result;

        double Grey(int x, int y) => (0.299 * rgb[3 * ((y * size) + x)]) + (0.587 * rgb[(3 * ((y * size) + x)) + 1]) + (0.114 * rgb[(3 * ((y * size) + x)) + 2]);
    }
}
