namespace Histo.Ssl.Slides.Tiff;

/// <summary>Cuts rows into tiles and appends them, coded, to the file. Holds one row of tiles, whatever the height of the slide.</summary>
internal sealed class TileSink(Stream stream, TileEncoder encoder, int width, int height, int tileSize) : IRowSink
{
    private readonly byte[] _band = new byte[checked(width * 3 * Math.Min(tileSize, height))];
    private readonly byte[] _tile = new byte[tileSize * tileSize * 3];
    private int _rows;

    public int Width => width;

    public int Height => height;

    public List<long> Offsets { get; } = [];

    public List<long> ByteCounts { get; } = [];

    public void Add(ReadOnlySpan<byte> row)
    {
        row.CopyTo(_band.AsSpan(_rows * width * 3));
        if (++_rows == tileSize)
        {
            WriteBand();
        }
    }

    public void Complete()
    {
        if (_rows > 0)
        {
            WriteBand();
        }
    }

    private void WriteBand()
    {
        for (int left = 0; left < width; left += tileSize)
        {
            Cut(left, Math.Min(tileSize, width - left));
            byte[] coded = encoder.Encode(_tile, tileSize, tileSize);
            Offsets.Add(stream.Position);
            ByteCounts.Add(coded.Length);
            stream.Write(coded);
        }

        _rows = 0;
    }

    /// <summary>Copies a tile; beyond the image the last pixels are repeated, which codes well and bleeds no edge into JPEG blocks.</summary>
    private void Cut(int left, int columns)
    {
        for (int y = 0; y < tileSize; y++)
        {
            Span<byte> row = _tile.AsSpan(y * tileSize * 3, tileSize * 3);
            _band.AsSpan(((Math.Min(y, _rows - 1) * width) + left) * 3, columns * 3).CopyTo(row);
            for (int i = columns * 3; i < row.Length; i++)
            {
                row[i] = row[i - 3];
            }
        }
    }
}
