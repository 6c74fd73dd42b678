namespace Histo.Ssl.Evaluation;

/// <summary>How much a confusion of two classes weighs in Cohen's kappa.</summary>
public enum KappaWeighting
{
    /// <summary>All confusions weigh the same.</summary>
    None,

    /// <summary>By the distance of the classes' positions in the sorted labels.</summary>
    Linear,

    /// <summary>By the squared distance of the classes' positions in the sorted labels.</summary>
    Quadratic,
}
