using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>How RRT-MIL lays a list of tokens row by row in a square and cuts it into regions.</summary>
/// <remarks>The side is the square root of the number of tokens, rounded up to a multiple of the regions along a side; missing tokens are rows of zeros at the end, and nothing masks them, as in the original.</remarks>
/// <param name="Count">Number of tokens N.</param>
/// <param name="Regions">Number of regions along a side.</param>
internal readonly record struct RegionSplit(long Count, long Regions)
{
    /// <summary>Gets the number of tokens along a side of a region.</summary>
    public long RegionSide => ((long)Math.Ceiling(Math.Sqrt(Count)) + Regions - 1) / Regions;

    private long Side => RegionSide * Regions;

    /// <summary>Cuts tokens into regions: (N, D) to (regions, tokens a region, D); the caller disposes the result.</summary>
    public Tensor Cut(Tensor tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor padded = nn.functional.pad(tokens, [0, 0, 0, (Side * Side) - Count]);
        return padded.reshape(Regions, RegionSide, Regions, RegionSide, -1).permute(0, 2, 1, 3, 4)
            .reshape(Regions * Regions, RegionSide * RegionSide, -1).MoveToOuterDisposeScope();
    }

    /// <summary>Undoes <see cref="Cut"/>, padding dropped; the caller disposes the result.</summary>
    public Tensor Join(Tensor regions)
    {
        using DisposeScope scope = NewDisposeScope();
        return regions.reshape(Regions, Regions, RegionSide, RegionSide, -1).permute(0, 2, 1, 3, 4)
            .reshape(Side * Side, -1).narrow(0, 0, Count).MoveToOuterDisposeScope();
    }
}
