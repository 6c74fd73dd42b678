namespace Histo.Ssl.Evaluation;

/// <summary>Predictions whose confidence lies in one interval.</summary>
/// <param name="Low">Lower end of the interval; belongs to it in the first bin only.</param>
/// <param name="High">Upper end of the interval; belongs to it.</param>
/// <param name="Count">Number of predictions; 0 or more.</param>
/// <param name="Confidence">Their mean confidence; null when there are none.</param>
/// <param name="Accuracy">The share of them that is right; null when there are none.</param>
public sealed record CalibrationBin(double Low, double High, int Count, double? Confidence, double? Accuracy);
