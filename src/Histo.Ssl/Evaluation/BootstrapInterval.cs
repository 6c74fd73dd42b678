namespace Histo.Ssl.Evaluation;

/// <summary>A figure with the interval that a bootstrap gives it.</summary>
/// <param name="Estimate">The figure on all samples; null where it is not defined.</param>
/// <param name="Low">Lower end; null when no resample could be used.</param>
/// <param name="High">Upper end; null when no resample could be used.</param>
/// <param name="Level">Share of the resamples between the ends, for example 0.95.</param>
/// <param name="Resamples">Number of resamples drawn.</param>
/// <param name="Used">Number of them on which the figure is defined; the others were skipped.</param>
public sealed record BootstrapInterval(double? Estimate, double? Low, double? High, double Level, int Resamples, int Used);
