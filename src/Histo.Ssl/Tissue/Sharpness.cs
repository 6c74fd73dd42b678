namespace Histo.Ssl.Tissue;

/// <summary>How sharp a tile is: the variance of its Laplacian.</summary>
/// <remarks>
/// Grey (0.299 R + 0.587 G + 0.114 B), 4-neighbour Laplacian over the inner pixels, variance v, score 255 v / (v + 100). So 127 stands for v = 100, a usual limit for blur; the scale
/// depends on the resolution: compare tiles of one mpp. Source: J. L. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative study", ICPR 2000 (LAPV).
/// </remarks>
public static class Sharpness
{
    /// <summary>Variance of the Laplacian that gives the middle of the scale.</summary>
    public const double MiddleVariance = 100;

    /// <summary>Returns the sharpness of a picture.</summary>
    /// <param name="rgb">8-bit RGB, <paramref name="width"/> x <paramref name="height"/> x 3 bytes.</param>
    /// <param name="width">Columns; 3 or more for a meaningful score.</param>
    /// <param name="height">Rows; 3 or more for a meaningful score.</param>
    /// <returns>0 (blurred or empty) to 255 (sharp).</returns>
    /// <exception cref="HistoException">HS0002: the bytes do not fit the size.</exception>
    public static byte Score(ReadOnlySpan<byte> rgb, int width, int height)
    {
        double variance = LaplacianVariance(rgb, width, height);
        return (byte)Math.Round(255 * variance / (variance + MiddleVariance));
    }

    internal static double LaplacianVariance(ReadOnlySpan<byte> rgb, int width, int height)
    {
        if (rgb.Length != (long)width * height * 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the bytes do not hold an RGB picture", seen: rgb.Length, wanted: $"{width} x {height} x 3");
        }

        if (width < 3 || height < 3)
        {
            return 0;
        }

        long sum = 0;
        double squares = 0;
        int stride = width * 3;
        for (int y = 1; y < height - 1; y++)
        {
            for (int at = (y * stride) + 3; at < ((y + 1) * stride) - 3; at += 3)
            {
                int laplacian = Grey(rgb, at - 3) + Grey(rgb, at + 3) + Grey(rgb, at - stride) + Grey(rgb, at + stride) - (4 * Grey(rgb, at));
                sum += laplacian;
                squares += (double)laplacian * laplacian;
            }
        }

        // Grey values are thousandfold.
        double count = (double)(width - 2) * (height - 2), mean = sum / count;
        return Math.Max(0, (squares / count) - (mean * mean)) / 1e6;
    }

    private static int Grey(ReadOnlySpan<byte> rgb, int at) => (299 * rgb[at]) + (587 * rgb[at + 1]) + (114 * rgb[at + 2]);
}
