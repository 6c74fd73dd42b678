namespace Histo.Ssl.Slides.Tiff;

/// <summary>Makes an image half as wide and high by 2 x 2 box averages; an odd last row or column is left out.</summary>
internal sealed class HalvingSink(int width, int height, IRowSink next) : IRowSink
{
    private readonly byte[] _upper = new byte[width * 3];
    private readonly byte[] _halved = new byte[Math.Max(1, width / 2) * 3];
    private bool _hasUpper;

    public void Add(ReadOnlySpan<byte> row)
    {
        if (_hasUpper || height == 1)
        {
            Average(height == 1 ? row : _upper, row);
            next.Add(_halved);
            _hasUpper = false;
        }
        else
        {
            row.CopyTo(_upper);
            _hasUpper = true;
        }
    }

    public void Complete() => next.Complete();

    private void Average(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower)
    {
        int right = width == 1 ? 0 : 3;
        for (int to = 0, from = 0; to < _halved.Length; to += 3, from += 6)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                int at = from + channel;
                _halved[to + channel] = (byte)((upper[at] + upper[at + right] + lower[at] + lower[at + right] + 2) >> 2);
            }
        }
    }
}
