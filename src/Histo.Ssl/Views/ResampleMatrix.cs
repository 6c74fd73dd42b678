namespace Histo.Ssl.Views;

/// <summary>The weights of <see cref="ResampleAxis"/> as a matrix: view coordinate by tile coordinate.</summary>
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
        var axis = new ResampleAxis(viewSize, tileSize, start, length, filter);
        Span<float> weights = axis.MostTaps <= 256 ? stackalloc float[256] : new float[axis.MostTaps];
        for (int i = 0; i < viewSize; i++)
        {
            int taps = axis.Weigh(i, weights, out int first);
            weights[..taps].CopyTo(matrix.Slice(((reverse ? viewSize - 1 - i : i) * tileSize) + first, taps));
        }
    }
}
