namespace Histo.Ssl.Pairs;

/// <summary>What happens to an anchor that has no neighbour within the distance.</summary>
public enum BorderPolicy
{
    /// <summary>The anchor is its own positive, seen through another augmentation.</summary>
    Self,

    /// <summary>The distance grows by one at a time up to <see cref="SpatialPairOptions.MaxWidening"/> until there is a neighbour; the anchor itself when there is none even then.</summary>
    Widen,

    /// <summary>The tile is no anchor at all; it may still be a positive of others.</summary>
    Drop,
}
