namespace Histo.Ssl.Mil.Explanation;

/// <summary>A point of a calibration plot: predictions of about the same confidence.</summary>
/// <param name="Confidence">Their mean confidence, 0 to 1.</param>
/// <param name="Accuracy">How many of them are right, 0 to 1.</param>
/// <param name="Samples">How many there are.</param>
public sealed record MilReportCalibration(double Confidence, double Accuracy, int Samples);
