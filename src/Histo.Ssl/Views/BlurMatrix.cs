namespace Histo.Ssl.Views;

/// <summary>Builds the banded matrix that blurs one axis of a view with mirrored edges.</summary>
internal static class BlurMatrix
{
    /// <summary>Returns how many taps lie on each side of the centre.</summary>
    /// <param name="sigma">Standard deviation in pixels.</param>
    /// <param name="taps">Number of taps, odd; 0 for three standard deviations to both sides.</param>
    public static int Radius(float sigma, int taps) => taps > 0 ? taps / 2 : (int)Math.Ceiling(3 * (double)sigma);

    /// <summary>Adds the weights to a zeroed matrix.</summary>
    /// <param name="matrix">size x size numbers, all 0.</param>
    /// <param name="size">Length of the axis.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0, at most <see cref="ViewCheck.LargestSigma"/>.</param>
    /// <param name="taps">Number of taps, odd, at most <see cref="ViewCheck.MostTaps"/>; 0 for three standard deviations to both sides.</param>
    public static void Fill(Span<float> matrix, int size, float sigma, int taps)
    {
        int radius = Radius(sigma, taps);
        Span<double> weights = stackalloc double[radius + 1];
        double sum = 0;
        for (int k = 0; k <= radius; k++)
        {
            weights[k] = Math.Exp(-0.5 * k * k / ((double)sigma * sigma));
            sum += k == 0 ? weights[k] : 2 * weights[k];
        }

        for (int i = 0; i < size; i++)
        {
            Span<float> row = matrix.Slice(i * size, size);
            for (int k = -radius; k <= radius; k++)
            {
                row[Mirror(i + k, size)] += (float)(weights[Math.Abs(k)] / sum);
            }
        }
    }

    private static int Mirror(int i, int size)
    {
        if (size == 1)
        {
            return 0;
        }

        int period = 2 * (size - 1), place = ((i % period) + period) % period;
        return place < size ? place : period - place;
    }
}
