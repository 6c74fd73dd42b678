namespace Histo.Ssl.Mil.Explanation;

/// <summary>Blurs a plane of numbers in place, row by row and column by column; beyond the edge there is nothing.</summary>
internal static class GaussianBlur
{
    /// <param name="plane">width x height numbers, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0; the kernel ends at three of them.</param>
    public static void Apply(float[] plane, int width, double sigma)
    {
        int height = plane.Length / width, radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        float[] kernel = Kernel(radius, sigma);
        float[] line = new float[Math.Max(width, height)];
        for (int row = 0; row < height; row++)
        {
            Line(plane, row * width, 1, width, kernel, line);
        }

        for (int column = 0; column < width; column++)
        {
            Line(plane, column, width, height, kernel, line);
        }
    }

    private static float[] Kernel(int radius, double sigma)
    {
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(at => Math.Exp(-at * (double)at / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static void Line(float[] plane, int start, int step, int count, float[] kernel, float[] line)
    {
        int radius = kernel.Length / 2;
        for (int i = 0; i < count; i++)
        {
            line[i] = plane[start + (i * step)];
        }

        for (int i = 0; i < count; i++)
        {
            float sum = 0;
            for (int other = Math.Max(0, i - radius); other <= Math.Min(count - 1, i + radius); other++)
            {
                sum += kernel[other - i + radius] * line[other];
            }

            plane[start + (i * step)] = sum;
        }
    }
}
