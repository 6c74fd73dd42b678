namespace Histo.Ssl.Views;

/// <summary>Builds the matrix that resamples one axis of a crop: view coordinate by tile coordinate, rows sum to 1.</summary>
/// <remarks>
/// The filter is centred on each view pixel, widened by the scale when the crop is larger than the view, cut at the edges of the crop and normalised to sum 1: the antialiased resampling of Pillow and of
/// torchvision's tensors, applied to the crop as if it were a picture of its own. Written from the definition of the filters.
/// </remarks>
internal static class ResampleMatrix
{
    /// <summary>Writes the non-zero weights into a zeroed matrix.</summary>
    /// <param name="matrix">viewSize x tileSize numbers, all 0.</param>
    /// <param name="viewSize">Rows.</param>
    /// <param name="tileSize">Columns.</param>
    /// <param name="start">First coordinate of the crop.</param>
    /// <param name="length">Length of the crop.</param>
    /// <param name="filter">Which filter.</param>
    /// <param name="reverse">Whether the view runs against the tile.</param>
    public static void Fill(Span<float> matrix, int viewSize, int tileSize, float start, float length, ResampleFilter filter, bool reverse)
    {
        double scale = (double)length / viewSize, widening = Math.Max(scale, 1), reach = widening * (filter == ResampleFilter.Bicubic ? 2 : 1);
        int first = Math.Max(0, (int)Math.Floor(start)), end = Math.Min(tileSize, (int)Math.Ceiling((double)start + length));
        for (int i = 0; i < viewSize; i++)
        {
            double centre = start + ((i + 0.5) * scale);
            int from = Math.Max(first, (int)Math.Floor(centre - reach)), to = Math.Min(end, (int)Math.Ceiling(centre + reach));
            Span<float> row = matrix.Slice((reverse ? viewSize - 1 - i : i) * tileSize, tileSize);
            double sum = 0;
            for (int j = from; j < to; j++)
            {
                sum += Weight(filter, (j + 0.5 - centre) / widening);
            }

            for (int j = from; j < to; j++)
            {
                row[j] = (float)(Weight(filter, (j + 0.5 - centre) / widening) / sum);
            }
        }
    }

    private static double Weight(ResampleFilter filter, double x)
    {
        x = Math.Abs(x);
        if (filter == ResampleFilter.Bilinear)
        {
            return Math.Max(0, 1 - x);
        }

        return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? ((((-0.5 * x) + 2.5) * x - 4) * x) + 2 : 0;
    }
}
