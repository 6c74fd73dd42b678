namespace Histo.Ssl.Mil.Explanation;

/// <summary>A result over all folds.</summary>
/// <param name="Name">For example "AUC, patients".</param>
/// <param name="Value">The value; NaN where it is not defined.</param>
/// <param name="Low">Lower end of its interval; NaN for none.</param>
/// <param name="High">Upper end of its interval; NaN for none.</param>
public sealed record MilReportMetric(string Name, double Value, double Low = double.NaN, double High = double.NaN);
