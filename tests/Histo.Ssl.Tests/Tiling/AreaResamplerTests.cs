using CsCheck;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

public class AreaResamplerTests
{
    [Fact]
    public void Resample_Constant_StaysConstant() =>
        Gen.Select(Gen.Double[0, 3], Gen.Double[0, 3], Gen.Double[1, 7], Gen.Byte).Sample((left, top, scale, value) =>
        {
            int size = 9, length = (int)Math.Ceiling(Math.Max(left, top) + (size * scale));
            byte[] source = [.. Enumerable.Repeat(value, length * length * 3)];
            var tile = new byte[size * size * 3];
            AreaResampler.Resample(source, length, length, left, top, scale, tile, size);
            tile.Should().AllBeEquivalentTo(value);
        }, iter: 200);

    [Theory]
    [InlineData(1.02, 1.3)]
    [InlineData(2, 1)]
    [InlineData(2, 1.5)]
    [InlineData(2.5, 1.25)]
    [InlineData(3.37, 2.9)]
    public void Resample_LinearRamp_StaysLinear(double scale, double left)
    {
        // One grey value a pixel across; two down in green.
        const int size = 24, length = 100;
        RgbImage source = Pictures.Of(length, length, (x, y) => ((byte)x, (byte)(2 * y), (byte)(200 - x)));
        var tile = new byte[size * size * 3];
        AreaResampler.Resample(source.Pixels, length, length, left, left, scale, tile, size);
        for (int at = 0; at < size * size; at++)
        {
            double x = left + (((at % size) + 0.5) * scale) - 0.5, y = left + (((at / size) + 0.5) * scale) - 0.5;
            ((double)tile[3 * at]).Should().BeApproximately(x, 0.5001);
            ((double)tile[(3 * at) + 1]).Should().BeApproximately(2 * y, 0.5001);
            ((double)tile[(3 * at) + 2]).Should().BeApproximately(200 - x, 0.5001);
        }
    }

    [Fact]
    public void Resample_AnyPicture_EqualsNumericalIntegral()
    {
        RgbImage source = Pictures.Noise(40, 40, (128, 128, 128), 120);
        const double left = 3.3, top = 2.7, scale = 2.6;
        const int size = 13, steps = 200;
        var tile = new byte[size * size * 3];
        AreaResampler.Resample(source.Pixels, 40, 40, left, top, scale, tile, size);
        foreach ((int column, int row) in new[] { (0, 0), (5, 7), (12, 12), (12, 0) })
        {
            double sum = 0;
            for (int i = 0; i < steps * steps; i++)
            {
                sum += Bilinear(source, left + ((column + (((i % steps) + 0.5) / steps)) * scale), top + ((row + (((i / steps) + 0.5) / steps)) * scale));
            }

            ((double)tile[((row * size) + column) * 3]).Should().BeApproximately(sum / (steps * steps), 0.51);
        }
    }

    [Fact]
    public void Resample_NarrowSource_RepeatsItsEdge()
    {
        var tile = new byte[3];
        AreaResampler.Resample([10, 20, 30], 1, 1, 0, 0, 1, tile, 1);
        tile.Should().Equal(10, 20, 30);
    }

    private static double Bilinear(RgbImage image, double x, double y)
    {
        (x, y) = (x - 0.5, y - 0.5);
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        double fx = x - column, fy = y - row;
        double At(int c, int r) => image.Pixels[((Math.Clamp(r, 0, 39) * 40) + Math.Clamp(c, 0, 39)) * 3];
        return ((1 - fy) * (((1 - fx) * At(column, row)) + (fx * At(column + 1, row)))) + (fy * (((1 - fx) * At(column, row + 1)) + (fx * At(column + 1, row + 1))));
    }
}
