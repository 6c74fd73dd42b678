using CsCheck;
using Histo.Ssl.Mil.Explanation;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class HeatmapLayerTests
{
    [Fact]
    public void Add_TilesAnywhere_EqualsCountingSmallSquares() =>
        Gen.Select(Gen.Int[-8, 40], Gen.Int[-8, 30], Gen.Int[1, 24], Gen.Double[0, 1]).Array[1, 8].Sample(tiles =>
        {
            // Edges on a lattice of quarter pixels, so that counting its cells is exact.
            const int width = 8, height = 6, fine = 4;
            var layer = new HeatmapLayer(width, height);
            foreach ((int left, int top, int side, double value) in tiles)
            {
                layer.Add(left / 4.0, top / 4.0, (left + side) / 4.0, (top + side) / 4.0, value);
            }

            for (int at = 0; at < width * height; at++)
            {
                double sum = 0, weight = 0;
                for (int cell = 0; cell < fine * fine; cell++)
                {
                    int x = (at % width * fine) + (cell % fine), y = (at / width * fine) + (cell / fine);
                    foreach ((int left, int top, int side, double value) in tiles.Where(tile => x >= tile.Item1 && x < tile.Item1 + tile.Item3 && y >= tile.Item2 && y < tile.Item2 + tile.Item3))
                    {
                        (sum, weight) = (sum + value, weight + 1);
                    }
                }

                (double mean, double coverage) = layer[at];
                coverage.Should().BeApproximately(Math.Min(1, weight / (fine * fine)), 1e-6);
                mean.Should().BeApproximately(weight > 0 ? sum / weight : 0, 1e-5);
            }
        }, iter: 200);

    [Fact]
    public void Blur_ConstantScores_StayConstant_AndGlassStaysGlass()
    {
        var layer = new HeatmapLayer(20, 10);
        layer.Add(3, 2, 9, 8, 0.7);
        layer.Blur(2);
        layer[(5 * 20) + 5].Value.Should().BeApproximately(0.7, 1e-5);
        layer[(2 * 20) + 3].Value.Should().BeApproximately(0.7, 1e-5, "the edge is not drawn to 0");
        layer[(5 * 20) + 12].Coverage.Should().Be(0);
    }

    [Fact]
    public void Blur_OnePixel_EqualsTheDirectSum()
    {
        const int width = 9, height = 7;
        var plane = new float[width * height];
        plane[(3 * width) + 4] = 1;
        plane[0] = 2;
        float[] expected = Direct(plane, width, 1.3);
        GaussianBlur.Apply(plane, width, 1.3);
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i].Should().BeApproximately(expected[i], 1e-6f);
        }
    }

    private static float[] Direct(float[] plane, int width, double sigma)
    {
        int height = plane.Length / width, radius = (int)Math.Ceiling(3 * sigma);
        double norm = 0;
        for (int i = -radius; i <= radius; i++)
        {
            norm += Math.Exp(-i * i / (2 * sigma * sigma));
        }

        var result = new float[plane.Length];
        for (int at = 0; at < plane.Length; at++)
        {
            double sum = 0;
            for (int dy = -radius; dy <= radius; dy++)
            {
                for (int dx = -radius; dx <= radius; dx++)
                {
                    int x = (at % width) + dx, y = (at / width) + dy;
                    sum += x >= 0 && y >= 0 && x < width && y < height ? plane[(y * width) + x] * Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)) / (norm * norm) : 0;
                }
            }

            result[at] = (float)sum;
        }

        return result;
    }
}
