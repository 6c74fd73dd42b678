namespace Histo.Ssl.Evaluation;

/// <summary>How far a t-SNE is.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="Iterations">Most iterations.</param>
/// <param name="Divergence">Kullback-Leibler divergence, without exaggeration.</param>
/// <param name="GradientNorm">Length of the gradient after its gains, with exaggeration while it lasts.</param>
public readonly record struct TsneProgress(int Iteration, int Iterations, double Divergence, double GradientNorm);
