namespace Histo.Ssl.Evaluation;

/// <summary>The Kullback-Leibler divergence of a map from its affinities P, and the gradient.</summary>
/// <remarks>
/// With w_ij = 1 / (1 + |y_i - y_j|^2), Z the sum of all w and Q = w / Z: KL = sum P ln(P / Q), and the gradient at point i is 4 sum_j (P_ij - Q_ij) w_ij (y_i - y_j). Sums run in a fixed order: threads change
/// nothing.
/// </remarks>
internal interface ITsneForces
{
    TsneMethod Method { get; }

    /// <summary>Computes the gradient.</summary>
    /// <param name="x">First coordinates.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="exaggeration">What the affinities are multiplied by.</param>
    /// <param name="gradientX">Receives the first coordinates of the gradient.</param>
    /// <param name="gradientY">Receives the second ones.</param>
    void Gradient(double[] x, double[] y, double exaggeration, double[] gradientX, double[] gradientY);

    /// <summary>Computes the divergence.</summary>
    double Divergence(double[] x, double[] y);
}
