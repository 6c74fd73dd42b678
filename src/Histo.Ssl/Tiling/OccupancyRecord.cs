using System.Runtime.InteropServices;

namespace Histo.Ssl.Tiling;

/// <summary>64 cells of a lattice: which of them hold a tile, and how many tiles lie before them.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct OccupancyRecord
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 12;

    public ulong Bits;
    public int Rank;
}
