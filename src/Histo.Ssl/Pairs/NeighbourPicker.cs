using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>Picks one of the tiles that lie in the neighbourhood of a cell, with exactly the probabilities of its weights.</summary>
internal abstract class NeighbourPicker
{
    /// <summary>Widest neighbourhood whose cells fit into one 64-bit word.</summary>
    private const int PackedRadius = 3;

    public static NeighbourPicker Create(NeighbourOffsets offsets) => offsets.Radius <= PackedRadius ? new PackedNeighbourPicker(offsets) : new WideNeighbourPicker(offsets);

    /// <summary>Number of tiles in the neighbourhood.</summary>
    public abstract int Count(in OccupancyIndex index, int column, int row);

    /// <summary>Picks one; false when there is none.</summary>
    public abstract bool TryPick(ref CounterRandom random, in OccupancyIndex index, int column, int row, out int pickedColumn, out int pickedRow);
}
