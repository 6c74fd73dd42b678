namespace Histo.Ssl.Views;

/// <summary>The weights that resample one axis of a crop, only those that are not 0: for each coordinate of the view a run of tile coordinates.</summary>
/// <remarks>The numbers are those of <see cref="ResampleMatrix"/>. Reused from view to view: the arrays grow and stay.</remarks>
internal sealed class ResampleTaps
{
    private int[] _first = [], _start = [];
    private float[] _weights = [];

    /// <summary>Gets the first tile coordinate of all.</summary>
    public int Low { get; private set; }

    /// <summary>Gets the tile coordinate after the last of all.</summary>
    public int High { get; private set; }

    /// <summary>Gets the longest run.</summary>
    public int Longest { get; private set; }

    /// <summary>Computes the weights of an axis.</summary>
    /// <param name="viewSize">Number of view coordinates.</param>
    /// <param name="tileSize">Number of tile coordinates.</param>
    /// <param name="start">First coordinate of the crop.</param>
    /// <param name="length">Length of the crop.</param>
    /// <param name="filter">Which filter.</param>
    /// <param name="reverse">Whether the view runs against the tile.</param>
    public void Fill(int viewSize, int tileSize, float start, float length, ResampleFilter filter, bool reverse)
    {
        if (_first.Length < viewSize)
        {
            (_first, _start) = (new int[viewSize], new int[viewSize + 1]);
        }

        var axis = new ResampleAxis(viewSize, tileSize, start, length, filter);
        int most = viewSize * axis.MostTaps;
        if (_weights.Length < most)
        {
            _weights = new float[most];
        }

        (Low, High, Longest, _start[0]) = (tileSize, 0, 0, 0);
        for (int i = 0; i < viewSize; i++)
        {
            int taps = axis.Weigh(reverse ? viewSize - 1 - i : i, _weights.AsSpan(_start[i]), out _first[i]);
            _start[i + 1] = _start[i] + taps;
            (Low, High, Longest) = (Math.Min(Low, _first[i]), Math.Max(High, _first[i] + taps), Math.Max(Longest, taps));
        }
    }

    /// <summary>Returns the weights of a view coordinate and the tile coordinate of the first of them.</summary>
    public ReadOnlySpan<float> Of(int i, out int first)
    {
        first = _first[i];
        return _weights.AsSpan(_start[i], _start[i + 1] - _start[i]);
    }
}
