namespace Histo.Ssl.Evaluation;

/// <summary>Which mean of the two entropies divides the mutual information.</summary>
public enum NmiAverage
{
    /// <summary>Their arithmetic mean: the usual choice.</summary>
    Arithmetic,

    /// <summary>Their geometric mean.</summary>
    Geometric,

    /// <summary>The smaller one.</summary>
    Min,

    /// <summary>The larger one.</summary>
    Max,
}
