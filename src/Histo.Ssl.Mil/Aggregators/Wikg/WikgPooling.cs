namespace Histo.Ssl.Mil.Aggregators;

/// <summary>How nodes of WiKG become the bag's vector.</summary>
public enum WikgPooling
{
    /// <summary>Weighted by a small network and a softmax over the bag.</summary>
    Attention = 1,

    /// <summary>Their mean.</summary>
    Mean = 2,

    /// <summary>Their maximum, feature by feature.</summary>
    Max = 3,
}
