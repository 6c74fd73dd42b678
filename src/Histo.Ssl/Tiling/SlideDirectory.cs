namespace Histo.Ssl.Tiling;

/// <summary>Which slide a tile lies in: a search within the few slides that share a block of 1,024 tiles.</summary>
internal sealed class SlideDirectory
{
    private const int BlockBits = 10;
    private readonly int[] _starts;
    private readonly int[] _blocks;

    /// <param name="starts">First tile of each slide, and the number of all tiles at the end; kept.</param>
    public SlideDirectory(int[] starts)
    {
        _starts = starts;
        int count = starts[^1], slide = 0;
        _blocks = new int[((count + ((1 << BlockBits) - 1)) >> BlockBits) + 1];
        for (int block = 0; block < _blocks.Length - 1; block++)
        {
            while (starts[slide + 1] <= block << BlockBits)
            {
                slide++;
            }

            _blocks[block] = slide;
        }

        _blocks[^1] = Math.Max(starts.Length - 2, 0);
    }

    public long Bytes => _blocks.LongLength * sizeof(int);

    public int Find(int tile)
    {
        int block = tile >> BlockBits, low = _blocks[block], high = _blocks[block + 1];
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            (low, high) = _starts[middle] <= tile ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
