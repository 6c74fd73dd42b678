using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Histo.Ssl.Tiling;

/// <summary>Which cells of a lattice hold a tile, and which tile: a bitmap with a rank directory.</summary>
/// <remarks>
/// Looking a cell up is a bit test and, when it is occupied, a popcount within one 512-bit block: no hashing, 1 bit and a sixteenth a cell.
/// Tiles are numbered row by row. Source: G. Jacobson, "Space-efficient static trees and graphs", FOCS 1989 (rank directory).
/// </remarks>
internal sealed class OccupancyIndex
{
    private const int WordsPerBlock = 8;
    private readonly ulong[] _bits;
    private readonly int[] _ranks;
    private readonly int _columns, _rows;

    public OccupancyIndex(int columns, int rows, ReadOnlySpan<uint> cells)
    {
        (_columns, _rows) = (columns, rows);
        long words = (((long)columns * rows) + 63) / 64;

        // Whole blocks and one word more: neither a rank nor a run that straddles words needs to look for the end.
        _bits = new ulong[((words + WordsPerBlock - 1) / WordsPerBlock * WordsPerBlock) + 1];
        foreach (uint cell in cells)
        {
            long bit = ((cell >> 16) * (long)columns) + (cell & 0xFFFF);
            _bits[bit >> 6] |= 1UL << (int)(bit & 63);
        }

        _ranks = new int[(words + WordsPerBlock - 1) / WordsPerBlock];
        int rank = 0;
        for (int word = 0; word < words; word++)
        {
            if (word % WordsPerBlock == 0)
            {
                _ranks[word / WordsPerBlock] = rank;
            }

            rank += BitOperations.PopCount(_bits[word]);
        }
    }

    public long Bytes => (_bits.LongLength * sizeof(ulong)) + (_ranks.LongLength * sizeof(int));

    public bool Contains(int column, int row)
    {
        if ((uint)column >= (uint)_columns || (uint)row >= (uint)_rows)
        {
            return false;
        }

        long bit = ((long)row * _columns) + column;
        return (_bits[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }

    /// <summary>Starts to fetch what a lookup near a cell of the lattice will read; a hint without effect on results.</summary>
    public unsafe void Prefetch(int column, int row)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int word = (int)((((long)row * _columns) + column) >> 6), line = (_columns + 63) / 64;

        // Addresses may be stale by the time they are used: a prefetch never faults.
        ref ulong centre = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bits), word);
        Sse.Prefetch0(Unsafe.AsPointer(ref centre));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Subtract(ref centre, line)));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref centre, line)));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ranks), word / WordsPerBlock)));
    }

    /// <summary>Which of a run of cells of a row hold a tile: bit i is the cell at column + i; 0 outside the lattice.</summary>
    /// <param name="column">First column; any value.</param>
    /// <param name="row">Row; any value.</param>
    /// <param name="length">Number of cells, 1 to 64.</param>
    public ulong Run(int column, int row, int length)
    {
        int from = Math.Max(column, 0), to = Math.Min(column + length, _columns);
        if ((uint)row >= (uint)_rows || from >= to)
        {
            return 0;
        }

        int count = to - from;
        ulong run = Bits(((long)row * _columns) + from);
        return (run & (ulong.MaxValue >> (64 - count))) << (from - column);
    }

    /// <summary>Which cells of a square hold a tile: its rows of (2 radius + 1) cells one after the other, the first cell in bit 0.</summary>
    /// <param name="column">Column of the centre.</param>
    /// <param name="row">Row of the centre.</param>
    /// <param name="radius">1 to 3.</param>
    public ulong Square(int column, int row, int radius)
    {
        int width = (2 * radius) + 1, left = column - radius, top = row - radius;
        ulong square = 0;
        if (left >= 0 && top >= 0 && left + width <= _columns && top + width <= _rows)
        {
            ulong line = (1UL << width) - 1;
            long bit = ((long)top * _columns) + left;
            for (int shift = 0; shift < width * width; shift += width, bit += _columns)
            {
                square |= (Bits(bit) & line) << shift;
            }

            return square;
        }

        for (int line = 0; line < width; line++)
        {
            square |= Run(left, top + line, width) << (line * width);
        }

        return square;
    }

    /// <summary>Rank of the tile at a cell within its slide, or -1.</summary>
    public int Find(int column, int row)
    {
        if ((uint)column >= (uint)_columns || (uint)row >= (uint)_rows)
        {
            return -1;
        }

        long bit = ((long)row * _columns) + column;
        int word = (int)(bit >> 6), block = word / WordsPerBlock;
        ulong bits = _bits[word], mask = 1UL << (int)(bit & 63);
        if ((bits & mask) == 0)
        {
            return -1;
        }

        // All words of the block are counted, those behind the cell with an empty mask: cheaper than a loop whose length no branch predictor can guess.
        int rank = _ranks[block] + BitOperations.PopCount(bits & (mask - 1)), before = word % WordsPerBlock;
        ReadOnlySpan<ulong> words = _bits.AsSpan(block * WordsPerBlock, WordsPerBlock);
        for (int i = 0; i < WordsPerBlock - 1; i++)
        {
            rank += BitOperations.PopCount(words[i] & (ulong)((long)(i - before) >> 63));
        }

        return rank;
    }

    /// <summary>The 64 cells from one on, across rows.</summary>
    private ulong Bits(long bit)
    {
        int word = (int)(bit >> 6), shift = (int)(bit & 63);
        return (_bits[word] >> shift) | (_bits[word + 1] << 1 << (63 - shift));
    }
}
