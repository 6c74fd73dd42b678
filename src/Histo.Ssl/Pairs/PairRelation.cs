namespace Histo.Ssl.Pairs;

/// <summary>Why a tile is a positive of its anchor.</summary>
public enum PairRelation : byte
{
    /// <summary>It is the anchor itself, seen through another augmentation.</summary>
    Self,

    /// <summary>It is a spatial neighbour in the same slide.</summary>
    Spatial,

    /// <summary>It is any tile of the same slide.</summary>
    SameSlide,

    /// <summary>It is a neighbour in feature space.</summary>
    FeatureSpace,

    /// <summary>It has the same weak label.</summary>
    WeakLabel,
}
