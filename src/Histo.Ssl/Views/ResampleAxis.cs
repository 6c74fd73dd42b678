namespace Histo.Ssl.Views;

/// <summary>One axis of a crop that is resampled: the weights of tile coordinates for each view coordinate, which sum to 1.</summary>
/// <remarks>
/// The filter is centred on each view pixel, widened by the scale when the crop is larger than the view, cut at the edges of the crop and normalised to sum 1: the antialiased resampling of Pillow and of
/// torchvision's tensors, applied to the crop as if it were a picture of its own. Written from the definition of the filters.
/// </remarks>
internal readonly struct ResampleAxis
{
    private readonly double _start, _scale, _widening, _reach;
    private readonly int _first, _end;
    private readonly ResampleFilter _filter;

    /// <param name="viewSize">Number of view coordinates.</param>
    /// <param name="tileSize">Number of tile coordinates.</param>
    /// <param name="start">First coordinate of the crop.</param>
    /// <param name="length">Length of the crop.</param>
    /// <param name="filter">Which filter.</param>
    public ResampleAxis(int viewSize, int tileSize, float start, float length, ResampleFilter filter)
    {
        (_start, _scale, _filter) = (start, (double)length / viewSize, filter);
        _widening = Math.Max(_scale, 1);
        _reach = _widening * (filter == ResampleFilter.Bicubic ? 2 : 1);
        _first = Math.Max(0, (int)Math.Floor(start));
        _end = Math.Min(tileSize, (int)Math.Ceiling((double)start + length));
    }

    /// <summary>Gets a bound on the number of weights of a view coordinate.</summary>
    public int MostTaps => Math.Min(_end - _first, (int)Math.Ceiling(2 * _reach) + 1);

    /// <summary>Computes the weights of a view coordinate.</summary>
    /// <param name="i">View coordinate.</param>
    /// <param name="weights">Receives them; at least <see cref="MostTaps"/> long.</param>
    /// <param name="first">Tile coordinate of the first.</param>
    /// <returns>How many there are, 1 or more; neither the first nor the last is 0.</returns>
    public int Weigh(int i, Span<float> weights, out int first)
    {
        double centre = _start + ((i + 0.5) * _scale);
        int from = Math.Max(_first, (int)Math.Floor(centre - _reach)), to = Math.Min(_end, (int)Math.Ceiling(centre + _reach));
        while (to - from > 1 && Weight((from + 0.5 - centre) / _widening) == 0)
        {
            from++;
        }

        while (to - from > 1 && Weight((to - 0.5 - centre) / _widening) == 0)
        {
            to--;
        }

        double sum = 0;
        for (int j = from; j < to; j++)
        {
            sum += Weight((j + 0.5 - centre) / _widening);
        }

        for (int j = from; j < to; j++)
        {
            weights[j - from] = (float)(Weight((j + 0.5 - centre) / _widening) / sum);
        }

        first = from;
        return to - from;
    }

    private double Weight(double x)
    {
        x = Math.Abs(x);
        if (_filter == ResampleFilter.Bilinear)
        {
            return Math.Max(0, 1 - x);
        }

        return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? ((((-0.5 * x) + 2.5) * x - 4) * x) + 2 : 0;
    }
}
