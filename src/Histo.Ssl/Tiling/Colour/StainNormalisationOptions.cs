using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Tiling;

/// <summary>What the stains of a slide are estimated from.</summary>
public sealed class StainNormalisationOptions
{
    /// <summary>Gets or sets the tiles of a slide that are read for it, evenly spaced over its tiles; all where it has fewer.</summary>
    /// <value>1 to 100,000; 64 (default).</value>
    [Range(1, 100_000)]
    public int SampleTiles { get; set; } = 64;

    /// <summary>Gets or sets the largest number of pixels taken of these tiles, evenly spaced.</summary>
    /// <value>1000 to 10,000,000; 200,000 (default), which takes about 15 MB while a slide is estimated.</value>
    [Range(1000, 10_000_000)]
    public int SamplePixels { get; set; } = 200_000;

    /// <summary>Gets or sets the number of stained pixels in the sample below which a slide is left as it is.</summary>
    /// <value>100 or more; 500 (default).</value>
    [Range(100, int.MaxValue)]
    public int MinStainedPixels { get; set; } = 500;
}
