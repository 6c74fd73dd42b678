using System.Numerics;
using System.Runtime.Intrinsics;

namespace Histo.Ssl.Views;

/// <summary>Crops, resizes and mirrors a tile from its bytes: along y into one row of pixels, then along x into the three planes. Quarter turns are left to <see cref="PlaneOutput"/>.</summary>
internal sealed class PlaneGeometry
{
    private readonly ResampleTaps _columns = new(), _rows = new();
    private float[] _window = [], _row = [];
    private int[] _held = [];

    /// <summary>Samples a view.</summary>
    /// <param name="tile">tileSize x tileSize x 3 bytes.</param>
    /// <param name="tileSize">Width and height of the tile.</param>
    /// <param name="view">Parameters.</param>
    /// <param name="planes">Receives the view before quarter turns' transposition.</param>
    public void Sample(ReadOnlySpan<byte> tile, int tileSize, in ViewParameters view, ViewPlanes planes)
    {
        ViewSymmetry symmetry = ViewSymmetry.Of(view);
        int size = planes.Size;
        _columns.Fill(size, tileSize, view.CropX, view.CropWidth, view.Filter, symmetry.ReverseX);
        _rows.Fill(size, tileSize, view.CropY, view.CropHeight, view.Filter, symmetry.ReverseY);

        // One number more than three a pixel, for pixels are read four numbers at a time.
        int width = ViewPlanes.Padded((3 * (_columns.High - _columns.Low)) + 1);
        Prepare(width);
        for (int y = 0; y < size; y++)
        {
            AlongY(tile, tileSize, y, width);
            AlongX(planes, y);
        }

        if (view.Filter == ResampleFilter.Bicubic)
        {
            // The cubic filter overshoots at edges.
            Clip(planes.Red);
            Clip(planes.Green);
            Clip(planes.Blue);
        }
    }

    private static void Clip(Span<float> plane)
    {
        foreach (ref Vector<float> x in ViewPlanes.Vectors(plane))
        {
            x = Vector.ClampNative(x, Vector<float>.Zero, Vector<float>.One);
        }
    }

    private static void Convert(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        int i = 0;
        for (; i <= bytes.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(bytes[i..]));
            Convert(low, numbers[i..]);
            Convert(high, numbers[(i + Vector256<ushort>.Count)..]);
        }

        for (; i < bytes.Length; i++)
        {
            numbers[i] = bytes[i] / 255f;
        }
    }

    private static void Convert(Vector256<ushort> values, Span<float> numbers)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(values);
        (Vector256.ConvertToSingle(low.AsInt32()) / 255f).CopyTo(numbers);
        (Vector256.ConvertToSingle(high.AsInt32()) / 255f).CopyTo(numbers[Vector256<float>.Count..]);
    }

    private void Prepare(int width)
    {
        int rows = _rows.Longest;
        if (_window.Length < rows * width)
        {
            _window = new float[rows * width];
        }

        if (_row.Length < width)
        {
            _row = new float[width];
        }

        if (_held.Length < rows)
        {
            _held = new int[rows];
        }

        _held.AsSpan(0, rows).Fill(-1);
    }

    // Rows of the tile are converted once and kept as long as the filter reaches them.
    private ReadOnlySpan<float> TileRow(ReadOnlySpan<byte> tile, int tileSize, int y, int width)
    {
        int slot = y % _rows.Longest;
        Span<float> row = _window.AsSpan(slot * width, width);
        if (_held[slot] != y)
        {
            Convert(tile.Slice(((y * tileSize) + _columns.Low) * 3, (_columns.High - _columns.Low) * 3), row);
            _held[slot] = y;
        }

        return row;
    }

    private void AlongY(ReadOnlySpan<byte> tile, int tileSize, int y, int width)
    {
        ReadOnlySpan<float> weights = _rows.Of(y, out int first);
        Span<Vector<float>> sums = ViewPlanes.Vectors(_row.AsSpan(0, width));
        for (int k = 0; k < weights.Length; k++)
        {
            ReadOnlySpan<Vector<float>> row = System.Runtime.InteropServices.MemoryMarshal.Cast<float, Vector<float>>(TileRow(tile, tileSize, first + k, width))[..sums.Length];
            var weight = new Vector<float>(weights[k]);
            if (k == 0)
            {
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] = row[i] * weight;
                }

                continue;
            }

            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] = Vector.MultiplyAddEstimate(row[i], weight, sums[i]);
            }
        }
    }

    private void AlongX(ViewPlanes planes, int y)
    {
        int from = y * planes.Stride;
        Span<float> red = planes.Red.Slice(from, planes.Size), green = planes.Green.Slice(from, planes.Size), blue = planes.Blue.Slice(from, planes.Size);
        for (int x = 0; x < red.Length; x++)
        {
            ReadOnlySpan<float> weights = _columns.Of(x, out int first);
            ReadOnlySpan<float> pixels = _row.AsSpan(3 * (first - _columns.Low), (3 * weights.Length) + 1);
            Vector128<float> sum = Vector128.Create(pixels) * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum = Vector128.MultiplyAddEstimate(Vector128.Create(pixels[(3 * k)..]), Vector128.Create(weights[k]), sum);
            }

            (red[x], green[x], blue[x]) = (sum[0], sum[1], sum[2]);
        }
    }
}
