using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Pairs;

/// <summary>Settings of SSLP's pairs within a slide: a <see cref="SpatialPairSampler"/> with a straight-line distance.</summary>
public sealed class IntraPairOptions
{
    /// <summary>Gets or sets the greatest distance d of a neighbour in strides: cells with 0 &lt; sqrt(dx² + dy²) &lt; d + 1.</summary>
    /// <value>1 to 100; default 2: the 24 cells of SSLP's threshold of 3.</value>
    [Range(1, 100)]
    public int MaxDistance { get; set; } = 2;

    /// <summary>Gets or sets what happens to an anchor without neighbours.</summary>
    /// <value>Default <see cref="BorderPolicy.Self"/>.</value>
    public BorderPolicy Border { get; set; } = BorderPolicy.Self;

    /// <summary>Returns the same settings for a <see cref="SpatialPairSampler"/>.</summary>
    public SpatialPairOptions ToSpatial() => new() { MaxDistance = MaxDistance, Neighbourhood = Neighbourhood.EuclideanStrict, Border = Border };
}
