namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A classification loss of CLAM.</summary>
public enum ClamLoss
{
    /// <summary>Cross entropy, or whatever the target says.</summary>
    CrossEntropy = 1,

    /// <summary><see cref="SmoothTop1Svm"/>.</summary>
    Svm = 2,
}
