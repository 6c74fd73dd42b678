namespace Histo.Ssl.Views;

/// <summary>The weights of a Gaussian blur and what lies beyond the edges.</summary>
internal static class BlurKernel
{
    /// <summary>Returns how many taps lie on each side of the centre.</summary>
    /// <param name="sigma">Standard deviation in pixels.</param>
    /// <param name="taps">Number of taps, odd; 0 for three standard deviations to both sides.</param>
    public static int Radius(float sigma, int taps) => taps > 0 ? taps / 2 : (int)Math.Ceiling(3 * (double)sigma);

    /// <summary>Computes the weights of the centre and of one side; both sides and the centre sum to 1.</summary>
    /// <param name="weights">Receives radius + 1 numbers.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0.</param>
    public static void Fill(Span<float> weights, float sigma)
    {
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            sum += (k == 0 ? 1 : 2) * Density(k, sigma);
        }

        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = (float)(Density(k, sigma) / sum);
        }
    }

    /// <summary>Returns the coordinate that is shown at a place on or beyond the edges: mirrored, without repeating the outermost pixel.</summary>
    public static int Mirror(int i, int size)
    {
        if (size == 1)
        {
            return 0;
        }

        int period = 2 * (size - 1), place = ((i % period) + period) % period;
        return place < size ? place : period - place;
    }

    private static double Density(int k, float sigma) => Math.Exp(-0.5 * k * k / ((double)sigma * sigma));
}
