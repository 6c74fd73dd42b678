namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The bend in the pooling attention of RRT-MIL.</summary>
public enum RrtActivation
{
    /// <summary>max(0, x).</summary>
    Relu = 1,

    /// <summary>Hyperbolic tangent, as in the authors' published runs.</summary>
    Tanh = 2,
}
