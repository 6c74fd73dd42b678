namespace Histo.Ssl.Mil.Graphs;

/// <summary>What a graph of instances was made from.</summary>
public enum GraphSource
{
    /// <summary>Instances within a radius on the slide.</summary>
    Radius = 1,

    /// <summary>The nearest instances on the slide.</summary>
    NearestPositions = 2,

    /// <summary>The nearest instances in feature space, because the bag has no coordinates.</summary>
    NearestFeatures = 3,
}
