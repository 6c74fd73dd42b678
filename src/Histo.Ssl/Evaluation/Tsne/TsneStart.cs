namespace Histo.Ssl.Evaluation;

/// <summary>Where the points of a t-SNE begin.</summary>
public enum TsneStart
{
    /// <summary>On the two leading principal axes of the features, so that the map keeps their large-scale arrangement; at random where the features have fewer than two directions.</summary>
    Principal,

    /// <summary>At random around the origin.</summary>
    Random,
}
