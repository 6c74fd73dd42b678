namespace Histo.Ssl.Reports;

/// <summary>A value with an optional interval about it.</summary>
/// <param name="Category">Row of the chart: a metric, a slide, a setting.</param>
/// <param name="Series">Which of the things compared it belongs to: an arm, a seed.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">Lower end of its interval; NaN for none.</param>
/// <param name="High">Upper end of its interval; NaN for none.</param>
public readonly record struct IntervalPoint(string Category, string Series, double Value, double Low = double.NaN, double High = double.NaN);
