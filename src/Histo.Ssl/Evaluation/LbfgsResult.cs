namespace Histo.Ssl.Evaluation;

/// <summary>Where a minimisation ended.</summary>
internal sealed record LbfgsResult(double[] Point, double Value, double GradientNorm, int Iterations, bool Converged);
