using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A list of tokens as a square cut into regions; zeros fill it up and take part, as in the published code.</summary>
/// <param name="Regions">Regions along a side.</param>
/// <param name="Size">Tokens along a side of a region.</param>
/// <param name="Count">Tokens before filling.</param>
internal sealed record RegionGrid(long Regions, long Size, long Count)
{
    public static RegionGrid Of(long count, int regions)
    {
        long side = (long)Math.Ceiling(Math.Sqrt(count));
        return new RegionGrid(regions, (side + regions - 1) / regions, count);
    }

    /// <summary>(N, D) to (regions^2, size^2, D).</summary>
    public Tensor Split(Tensor tokens)
    {
        long side = Regions * Size, width = tokens.size(1);
        Tensor filled = side * side == Count ? tokens : cat([tokens, zeros((side * side) - Count, width, dtype: tokens.dtype, device: tokens.device)]);
        return filled.reshape(Regions, Size, Regions, Size, width).permute(0, 2, 1, 3, 4).reshape(Regions * Regions, Size * Size, width);
    }

    /// <summary>(regions^2, size^2, D) to (N, D).</summary>
    public Tensor Join(Tensor regions) =>
        regions.reshape(Regions, Regions, Size, Size, regions.size(2)).permute(0, 2, 1, 3, 4).reshape(Regions * Size * Regions * Size, regions.size(2)).narrow(0, 0, Count);
}
