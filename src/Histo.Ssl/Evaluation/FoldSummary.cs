namespace Histo.Ssl.Evaluation;

/// <summary>A figure over the folds of a cross-validation: its mean, how much it varies, and a t interval.</summary>
/// <remarks>Folds share training data, so that their figures are not independent: the interval is a custom, not a guarantee. Source: STAMP plots it; Patho-Bench gives mean and standard error.</remarks>
/// <param name="Folds">Number of folds.</param>
/// <param name="Mean">Plain mean.</param>
/// <param name="StandardDeviation">Root of the sum of squared deviations over (folds - 1); null with one fold.</param>
/// <param name="StandardError">Standard deviation over the root of the number of folds; null with one fold.</param>
/// <param name="Low">Mean minus the 0.975 quantile of Student's t (folds - 1 degrees of freedom) times the standard error; null with one fold.</param>
/// <param name="High">The same above the mean.</param>
public sealed record FoldSummary(int Folds, double Mean, double? StandardDeviation, double? StandardError, double? Low, double? High)
{
    /// <summary>Summarises one value a fold.</summary>
    /// <param name="values">Finite values, at least one.</param>
    /// <exception cref="HistoException">HS0002: there is no value. HS1809: a value is not finite.</exception>
    public static FoldSummary Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is nothing to summarise", seen: 0, wanted: "1 value or more");
        }

        if (values.Any(value => !double.IsFinite(value)))
        {
            throw new HistoException(ErrorCodes.ScoreNotFinite, "a fold has no usable value", seen: string.Join(", ", values.Select(value => FormattableString.Invariant($"{value}"))), wanted: "finite numbers", action: "Leave the fold out and say so.");
        }

        double mean = values.Average();
        if (values.Count == 1)
        {
            return new FoldSummary(1, mean, null, null, null, null);
        }

        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double error = deviation / Math.Sqrt(values.Count);
        double half = StudentT.TwoSidedQuantile(0.95, values.Count - 1) * error;
        return new FoldSummary(values.Count, mean, deviation, error, mean - half, mean + half);
    }
}
