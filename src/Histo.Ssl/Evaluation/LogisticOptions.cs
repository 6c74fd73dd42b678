using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How a logistic regression is fitted.</summary>
public sealed record LogisticOptions
{
    /// <summary>Gets the inverse strength of the penalty: the objective is 1/2 |W|^2 + C x sum of log losses.</summary>
    /// <value>1 by default; above 0.</value>
    [Range(1e-12, 1e12)]
    public double C { get; init; } = 1;

    /// <summary>Gets whether each class weighs the same in all: samples / (classes x members).</summary>
    /// <value>False by default: each sample weighs 1.</value>
    public bool BalancedWeights { get; init; }

    /// <summary>Gets the largest gradient entry, relative to the one at the start, at which the fit ends.</summary>
    /// <value>1e-8 by default.</value>
    [Range(1e-14, 1)]
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Gets the most steps.</summary>
    /// <value>2000 by default.</value>
    [Range(1, 1_000_000)]
    public int MaxIterations { get; init; } = 2000;
}
