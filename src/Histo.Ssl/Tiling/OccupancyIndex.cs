using System.Numerics;

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
        _bits = new ulong[words];
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

        long bit = ((long)row * _columns) + from;
        int word = (int)(bit >> 6), shift = (int)(bit & 63), count = to - from;
        ulong run = _bits[word] >> shift;
        if (shift + count > 64)
        {
            run |= _bits[word + 1] << (64 - shift);
        }

        return (run & (ulong.MaxValue >> (64 - count))) << (from - column);
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

        int rank = _ranks[block] + BitOperations.PopCount(bits & (mask - 1));
        for (int before = block * WordsPerBlock; before < word; before++)
        {
            rank += BitOperations.PopCount(_bits[before]);
        }

        return rank;
    }
}
