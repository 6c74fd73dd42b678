namespace Histo.Ssl.Views;

/// <summary>Builds the banded matrix that blurs one axis of a view with mirrored edges.</summary>
internal static class BlurMatrix
{
    /// <summary>Adds the weights to a zeroed matrix.</summary>
    /// <param name="matrix">size x size numbers, all 0.</param>
    /// <param name="size">Length of the axis.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0, at most <see cref="ViewCheck.LargestSigma"/>.</param>
    /// <param name="taps">Number of taps, odd, at most <see cref="ViewCheck.MostTaps"/>; 0 for three standard deviations to both sides.</param>
    public static void Fill(Span<float> matrix, int size, float sigma, int taps)
    {
        Span<float> weights = stackalloc float[BlurKernel.Radius(sigma, taps) + 1];
        BlurKernel.Fill(weights, sigma);
        int radius = weights.Length - 1;
        for (int i = 0; i < size; i++)
        {
            Span<float> row = matrix.Slice(i * size, size);
            for (int k = -radius; k <= radius; k++)
            {
                row[BlurKernel.Mirror(i + k, size)] += weights[Math.Abs(k)];
            }
        }
    }
}
