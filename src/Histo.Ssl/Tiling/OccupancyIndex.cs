using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Histo.Ssl.Tiling;

/// <summary>Which cells of a lattice hold a tile, and which tile: a bitmap with a rank directory.</summary>
/// <remarks>
/// Each 64 cells have one record: their bits and the number of tiles before them. Looking a cell up touches one record (12 bytes): a bit test and one popcount, no hashing, no loop.
/// 1.5 bits a cell. Tiles are numbered row by row. Source: G. Jacobson, "Space-efficient static trees and graphs", FOCS 1989 (rank directory).
/// </remarks>
internal readonly struct OccupancyIndex
{
    private readonly OccupancyRecord[] _records;
    private readonly int _first, _columns, _rows;

    /// <param name="records">Records of all lattices of a tile set, one lattice after the other: no object and no array a slide that each lookup would have to fetch first.</param>
    /// <param name="first">Where those of this lattice begin; <see cref="RecordCount"/> of them, filled here.</param>
    /// <param name="columns">Columns of the lattice.</param>
    /// <param name="rows">Rows of the lattice.</param>
    /// <param name="cells">Cells that hold a tile: row in the upper, column in the lower half.</param>
    public OccupancyIndex(OccupancyRecord[] records, int first, int columns, int rows, ReadOnlySpan<uint> cells)
    {
        (_records, _first, _columns, _rows) = (records, first, columns, rows);
        Span<OccupancyRecord> own = records.AsSpan(first, RecordCount(columns, rows));
        foreach (uint cell in cells)
        {
            long bit = ((cell >> 16) * (long)columns) + (cell & 0xFFFF);
            own[(int)(bit >> 6)].Bits |= 1UL << (int)(bit & 63);
        }

        int rank = 0;
        foreach (ref OccupancyRecord record in own)
        {
            record.Rank = rank;
            rank += BitOperations.PopCount(record.Bits);
        }
    }

    /// <summary>Returns the number of records of a lattice: one more than its cells need, so that a run that straddles records does not look for the end.</summary>
    public static int RecordCount(int columns, int rows) => checked((int)((((long)columns * rows) + 63) / 64) + 1);

    public bool Contains(int column, int row) => Find(column, row) >= 0;

    /// <summary>Starts to fetch what a lookup near a cell of the lattice will read; a hint without effect on results.</summary>
    public unsafe void Prefetch(int column, int row)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int record = _first + (int)((((long)row * _columns) + column) >> 6), line = (_columns + 63) / 64;

        // Addresses may be stale by the time they are used: a prefetch never faults.
        ref OccupancyRecord centre = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_records), record);
        Sse.Prefetch0(Unsafe.AsPointer(ref centre));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Subtract(ref centre, line)));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref centre, line)));
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
        ref readonly OccupancyRecord record = ref _records[_first + (int)(bit >> 6)];
        ulong bits = record.Bits, mask = 1UL << (int)(bit & 63);
        return (bits & mask) == 0 ? -1 : record.Rank + BitOperations.PopCount(bits & (mask - 1));
    }

    /// <summary>The 64 cells from one on, across rows.</summary>
    private ulong Bits(long bit)
    {
        int record = _first + (int)(bit >> 6), shift = (int)(bit & 63);
        return (_records[record].Bits >> shift) | (_records[record + 1].Bits << 1 << (63 - shift));
    }
}
