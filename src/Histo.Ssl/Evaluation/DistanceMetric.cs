namespace Histo.Ssl.Evaluation;

/// <summary>How far apart two feature vectors are.</summary>
public enum DistanceMetric
{
    /// <summary>Length of their difference.</summary>
    Euclidean,

    /// <summary>One minus the cosine of their angle; a vector of zeros has cosine 0 with every other.</summary>
    Cosine,
}
