using System.Numerics;
using System.Runtime.InteropServices;

namespace Histo.Ssl.Tiling;

/// <summary>Which cells of a lattice hold a tile, and which tile: a bitmap with a rank directory.</summary>
/// <remarks>
/// Each 64 cells have one record: their bits and the number of tiles before them. Looking a cell up touches one record (12 bytes): a bit test and one popcount, no hashing, no loop.
/// 1.5 bits a cell. Tiles are numbered row by row. Source: G. Jacobson, "Space-efficient static trees and graphs", FOCS 1989 (rank directory).
/// </remarks>
internal sealed class OccupancyIndex
{
    private readonly Record[] _records;
    private readonly int _columns, _rows;

    public OccupancyIndex(int columns, int rows, ReadOnlySpan<uint> cells)
    {
        (_columns, _rows) = (columns, rows);
        _records = new Record[(((long)columns * rows) + 63) / 64];
        foreach (uint cell in cells)
        {
            long bit = ((cell >> 16) * (long)columns) + (cell & 0xFFFF);
            _records[bit >> 6].Bits |= 1UL << (int)(bit & 63);
        }

        int rank = 0;
        for (int record = 0; record < _records.Length; record++)
        {
            _records[record].Rank = rank;
            rank += BitOperations.PopCount(_records[record].Bits);
        }
    }

    public long Bytes => _records.LongLength * Marshal.SizeOf<Record>();

    public bool Contains(int column, int row) => Find(column, row) >= 0;

    /// <summary>Rank of the tile at a cell within its slide, or -1.</summary>
    public int Find(int column, int row)
    {
        if ((uint)column >= (uint)_columns || (uint)row >= (uint)_rows)
        {
            return -1;
        }

        long bit = ((long)row * _columns) + column;
        ref readonly Record record = ref _records[bit >> 6];
        ulong bits = record.Bits, mask = 1UL << (int)(bit & 63);
        return (bits & mask) == 0 ? -1 : record.Rank + BitOperations.PopCount(bits & (mask - 1));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Record
    {
        public ulong Bits;
        public int Rank;
    }
}
