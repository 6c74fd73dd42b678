using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>A neighbourhood of at most 7 x 7 cells in one word: counting is a popcount, choosing the selection of its k-th bit.</summary>
internal sealed class PackedNeighbourPicker : NeighbourPicker
{
    private readonly int _radius, _width, _inverse;
    private readonly ulong _mask;
    private readonly ulong[] _classMasks;
    private readonly double[] _weights;

    public PackedNeighbourPicker(NeighbourOffsets offsets)
    {
        _radius = offsets.Radius;
        _width = (2 * _radius) + 1;

        // bit * _inverse >> 16 is bit / _width for the at most 49 bits; a division would take longer than all the rest.
        _inverse = (65536 / _width) + 1;
        _classMasks = new ulong[offsets.Classes];
        _weights = new double[offsets.Classes];
        for (int each = 0; each < offsets.Classes; each++)
        {
            (int first, int count) = offsets.OffsetsOf(each);
            for (int offset = first; offset < first + count; offset++)
            {
                _classMasks[each] |= 1UL << (((offsets[offset].Dy + _radius) * _width) + offsets[offset].Dx + _radius);
            }

            _weights[each] = offsets.RelativeWeight(each);
            _mask |= _classMasks[each];
        }
    }

    public override int Count(in OccupancyIndex index, int column, int row) => BitOperations.PopCount(Cells(index, column, row));

    public override bool TryPick(ref CounterRandom random, in OccupancyIndex index, int column, int row, out int pickedColumn, out int pickedRow)
    {
        ulong cells = Cells(index, column, row);
        if (cells == 0)
        {
            (pickedColumn, pickedRow) = (-1, -1);
            return false;
        }

        if (_classMasks.Length > 1)
        {
            cells &= _classMasks[PickClass(cells, random.NextDouble())];
        }

        int bit = Select(cells, random.Next(BitOperations.PopCount(cells))), line = (bit * _inverse) >> 16;
        (pickedColumn, pickedRow) = (column + bit - (line * _width) - _radius, row + line - _radius);
        return true;
    }

    private ulong Cells(in OccupancyIndex index, int column, int row) => index.Square(column, row, _radius) & _mask;

    private int PickClass(ulong cells, double uniform)
    {
        double total = 0;
        for (int each = 0; each < _classMasks.Length; each++)
        {
            total += BitOperations.PopCount(cells & _classMasks[each]) * _weights[each];
        }

        double left = uniform * total;
        int picked = -1;
        for (int each = 0; each < _classMasks.Length; each++)
        {
            int present = BitOperations.PopCount(cells & _classMasks[each]);
            if (present == 0)
            {
                continue;
            }

            // The last class that is present also takes what rounding leaves over.
            picked = each;
            left -= present * _weights[each];
            if (left < 0)
            {
                break;
            }
        }

        return picked;
    }

    private static int Select(ulong word, int rank)
    {
        if (Bmi2.X64.IsSupported)
        {
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << rank, word));
        }

        for (; rank > 0; rank--)
        {
            word &= word - 1;
        }

        return BitOperations.TrailingZeroCount(word);
    }
}
