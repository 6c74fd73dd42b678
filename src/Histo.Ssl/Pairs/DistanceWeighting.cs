namespace Histo.Ssl.Pairs;

/// <summary>How much likelier a near neighbour is than a far one. The distance D is the one that the <see cref="Neighbourhood"/> measures.</summary>
public enum DistanceWeighting
{
    /// <summary>Every neighbour has the same probability.</summary>
    Uniform,

    /// <summary>Probability proportional to 1 / D.</summary>
    InverseDistance,

    /// <summary>Probability proportional to exp(-D / scale); see <see cref="SpatialPairOptions.Scale"/>.</summary>
    Exponential,
}
