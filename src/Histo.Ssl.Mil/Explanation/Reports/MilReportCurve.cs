namespace Histo.Ssl.Mil.Explanation;

/// <summary>A number epoch by epoch.</summary>
/// <param name="Name">For example "validation loss".</param>
/// <param name="Values">One value an epoch; one that is not finite leaves a gap.</param>
public sealed record MilReportCurve(string Name, IReadOnlyList<double> Values);
