using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Training;

/// <summary>Which sampler draws the positives, and which anchors may share a batch.</summary>
public sealed class PairOptions
{
    /// <summary>Gets or sets the sampler: "augmentation", "spatial" or "random-tile" (any tile of the slide: the control for spatial context).</summary>
    /// <value>"spatial" (default).</value>
    public string Sampler { get; set; } = "spatial";

    /// <summary>Gets or sets the options of the spatial sampler.</summary>
    public SpatialPairOptions Spatial { get; set; } = new();

    /// <summary>Gets or sets the smallest distance, in strides, of two anchors of one slide in a batch.</summary>
    /// <value>0 (default): no rule.</value>
    [Range(0, 1000)]
    public int MinimumAnchorDistance { get; set; }

    /// <summary>Gets or sets the largest number of anchors of one slide in a batch.</summary>
    /// <value>0 (default): no rule.</value>
    [Range(0, 1 << 20)]
    public int AnchorsPerSlide { get; set; }
}
