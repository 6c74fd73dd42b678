using System.Numerics;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>A neighbourhood of any size: a few random cells are tried first, and when none holds a tile its rows are read word by word.</summary>
/// <remarks>
/// A try draws a cell with its weight and is taken when the cell holds a tile, so what it yields has the wanted distribution; so has the draw from the full count.
/// Which of the two answers depends only on the failures before, hence the mixture of both is exact.
/// </remarks>
internal sealed class WideNeighbourPicker : NeighbourPicker
{
    private const int Tries = 16;
    private readonly NeighbourOffsets _offsets;
    private readonly double[] _cumulative;
    private readonly ulong[] _masks;
    private readonly int _radius, _width, _words;

    public WideNeighbourPicker(NeighbourOffsets offsets)
    {
        _offsets = offsets;
        _radius = offsets.Radius;
        _width = (2 * _radius) + 1;
        _words = (_width + 63) / 64;
        _masks = new ulong[_width * _words];
        for (int offset = 0; offset < offsets.Count; offset++)
        {
            int x = offsets[offset].Dx + _radius;
            _masks[((offsets[offset].Dy + _radius) * _words) + (x / 64)] |= 1UL << (x % 64);
        }

        _cumulative = new double[offsets.Classes];
        double total = 0;
        for (int each = 0; each < _cumulative.Length; each++)
        {
            total += offsets.OffsetsOf(each).Count * offsets.RelativeWeight(each);
            _cumulative[each] = total;
        }
    }

    public override int Count(in OccupancyIndex index, int column, int row)
    {
        int count = 0;
        for (int word = 0; word < _masks.Length; word++)
        {
            count += BitOperations.PopCount(Cells(index, column, row, word));
        }

        return count;
    }

    public override bool TryPick(ref CounterRandom random, in OccupancyIndex index, int column, int row, out int pickedColumn, out int pickedRow)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            (sbyte dx, sbyte dy) = _offsets[Draw(ref random)];
            (pickedColumn, pickedRow) = (column + dx, row + dy);
            if (index.Contains(pickedColumn, pickedRow))
            {
                return true;
            }
        }

        int picked = _cumulative.Length == 1 ? PickCounted(ref random, index, column, row) : PickWeighted(ref random, index, column, row);
        (pickedColumn, pickedRow) = (column + (picked % _width) - _radius, row + (picked / _width) - _radius);
        return picked >= 0;
    }

    private int Draw(ref CounterRandom random)
    {
        if (_cumulative.Length == 1)
        {
            return random.Next(_offsets.Count);
        }

        int each = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        (int first, int count) = _offsets.OffsetsOf(Math.Min(each < 0 ? ~each : each + 1, _cumulative.Length - 1));
        return first + random.Next(count);
    }

    private int PickCounted(ref CounterRandom random, in OccupancyIndex index, int column, int row)
    {
        int count = Count(index, column, row);
        if (count == 0)
        {
            return -1;
        }

        int rank = random.Next(count);
        for (int word = 0; ; word++)
        {
            ulong cells = Cells(index, column, row, word);
            int present = BitOperations.PopCount(cells);
            if (rank >= present)
            {
                rank -= present;
                continue;
            }

            for (; rank > 0; rank--)
            {
                cells &= cells - 1;
            }

            return Position(word, cells);
        }
    }

    private int PickWeighted(ref CounterRandom random, in OccupancyIndex index, int column, int row)
    {
        // Weights relative to the heaviest cell that is present: far cells alone must not underflow to nothing.
        double heaviest = double.NegativeInfinity, total = 0;
        for (var present = new PresentCells(this, index, column, row); present.MoveNext();)
        {
            heaviest = Math.Max(heaviest, LogWeight(present.Current));
        }

        for (var present = new PresentCells(this, index, column, row); present.MoveNext();)
        {
            total += Math.Exp(LogWeight(present.Current) - heaviest);
        }

        double left = total > 0 ? random.NextDouble() * total : 0;
        int picked = -1;
        for (var present = new PresentCells(this, index, column, row); left >= 0 && present.MoveNext();)
        {
            double weight = Math.Exp(LogWeight(present.Current) - heaviest);
            picked = weight > 0 ? present.Current : picked;
            left -= weight;
        }

        return picked;
    }

    private ulong Cells(in OccupancyIndex index, int column, int row, int word)
    {
        int line = word / _words, first = word % _words * 64;
        return index.Run(column - _radius + first, row + line - _radius, Math.Min(64, _width - first)) & _masks[word];
    }

    private int Position(int word, ulong cells) => (word / _words * _width) + (word % _words * 64) + BitOperations.TrailingZeroCount(cells);

    private double LogWeight(int position) => _offsets.LogWeight((position % _width) - _radius, (position / _width) - _radius);

    /// <summary>Walks over the cells of the neighbourhood that hold a tile, row by row.</summary>
    private struct PresentCells(WideNeighbourPicker owner, OccupancyIndex index, int column, int row)
    {
        private int _word = -1;
        private ulong _cells;

        public readonly int Current => owner.Position(_word, _cells);

        public bool MoveNext()
        {
            _cells &= _cells - 1;
            while (_cells == 0 && ++_word < owner._masks.Length)
            {
                _cells = owner.Cells(index, column, row, _word);
            }

            return _cells != 0;
        }
    }
}
