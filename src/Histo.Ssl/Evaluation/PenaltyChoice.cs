namespace Histo.Ssl.Evaluation;

/// <summary>The penalty that inner folds chose.</summary>
/// <param name="C">Inverse strength of the penalty with the smallest loss; of equal ones the smallest, which is the strongest penalty.</param>
/// <param name="Grid">The values that were tried, ascending.</param>
/// <param name="Losses">For each of them the mean log loss over the inner folds.</param>
public sealed record PenaltyChoice(double C, IReadOnlyList<double> Grid, IReadOnlyList<double> Losses);
