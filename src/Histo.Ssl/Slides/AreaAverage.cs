namespace Histo.Ssl.Slides;

/// <summary>Shrinks a picture that arrives in strips of blocks: each target pixel is the mean of the area it covers, with the shares of the pixels it cuts.</summary>
/// <remarks>
/// Shares are whole numbers: of a source pixel in units of 1 / target size, so a target pixel weighs source width x source height. Sums are whole numbers too
/// and exact in double precision, so the result does not depend on how the source is cut into strips and blocks.
/// </remarks>
internal sealed class AreaAverage
{
    private readonly int _sourceWidth, _sourceHeight, _width, _height;
    private readonly int[] _target;
    private readonly double[] _share;
    private readonly double[] _line;
    private double[] _sums = [];
    private int _firstRow, _sourceEnd;

    /// <summary>Prepares the shares of the columns; the target must not be larger than the source.</summary>
    public AreaAverage(int sourceWidth, int sourceHeight, int width, int height)
    {
        (_sourceWidth, _sourceHeight, _width, _height) = (sourceWidth, sourceHeight, width, height);
        _target = new int[sourceWidth];
        _share = new double[sourceWidth];
        for (int x = 0; x < sourceWidth; x++)
        {
            (_target[x], _share[x]) = Split(x, sourceWidth, width);
        }

        _line = new double[width * 3];
        Pixels = new byte[checked(width * height * 3)];
    }

    /// <summary>Gets the target, complete after the last strip.</summary>
    public byte[] Pixels { get; }

    /// <summary>Begins a strip of whole source rows; strips come top to bottom without gaps.</summary>
    public void BeginStrip(int row, int rows)
    {
        // What the strip before left unfinished begins at the same target row.
        double[] unfinished = _sums;
        _firstRow = Split(row, _sourceHeight, _height).Target;
        _sourceEnd = row + rows;
        int last = Math.Min(Split(_sourceEnd - 1, _sourceHeight, _height).Target + 1, _height - 1);
        _sums = new double[(last - _firstRow + 1) * _width * 3];
        unfinished.CopyTo(_sums, 0);
    }

    /// <summary>Adds a block of the strip.</summary>
    public void Add(ReadOnlySpan<byte> rgb, int column, int row, int columns, int rows)
    {
        int from = _target[column] * 3, to = Math.Min(_target[column + columns - 1] + 2, _width) * 3;
        for (int y = 0; y < rows; y++)
        {
            Array.Clear(_line, from, to - from);
            AddPixels(rgb.Slice(y * columns * 3, columns * 3), column);
            (int target, int share) = Split(row + y, _sourceHeight, _height);
            AddLine(target, share, from, to);
            if (share < _height)
            {
                AddLine(target + 1, _height - share, from, to);
            }
        }
    }

    /// <summary>Ends a strip: the target rows that no later strip reaches are written.</summary>
    public void EndStrip()
    {
        double weight = (double)_sourceWidth * _sourceHeight;
        int stride = _width * 3, done = 0;
        for (; (_firstRow + done + 1L) * _sourceHeight <= (long)_sourceEnd * _height; done++)
        {
            ReadOnlySpan<double> sums = _sums.AsSpan(done * stride, stride);
            Span<byte> pixels = Pixels.AsSpan((_firstRow + done) * stride, stride);
            for (int i = 0; i < stride; i++)
            {
                pixels[i] = (byte)((sums[i] / weight) + 0.5);
            }
        }

        _sums = _sums[(done * stride)..];
    }

    // The target pixel in which a source pixel begins, and its share there in units of 1 / count; the rest belongs to the next one.
    private static (int Target, int Share) Split(int position, int source, int count)
    {
        int target = (int)((long)position * count / source);
        return (target, (int)Math.Min(count, ((target + 1L) * source) - ((long)position * count)));
    }

    private void AddPixels(ReadOnlySpan<byte> rgb, int column)
    {
        for (int i = 0; i + 2 < rgb.Length; i += 3, column++)
        {
            int target = _target[column] * 3;
            double share = _share[column];
            _line[target] += share * rgb[i];
            _line[target + 1] += share * rgb[i + 1];
            _line[target + 2] += share * rgb[i + 2];
            if (share < _width)
            {
                double rest = _width - share;
                _line[target + 3] += rest * rgb[i];
                _line[target + 4] += rest * rgb[i + 1];
                _line[target + 5] += rest * rgb[i + 2];
            }
        }
    }

    private void AddLine(int target, double share, int from, int to)
    {
        Span<double> sums = _sums.AsSpan(((target - _firstRow) * _width * 3) + from, to - from);
        ReadOnlySpan<double> line = _line.AsSpan(from, to - from);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += share * line[i];
        }
    }
}
