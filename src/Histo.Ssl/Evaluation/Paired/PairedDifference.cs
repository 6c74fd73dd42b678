namespace Histo.Ssl.Evaluation;

/// <summary>How much one arm of a comparison is better than another on the same samples with the same seeds.</summary>
/// <remarks>Scores are as they are (an AUC from 0 to 1); <see cref="Difference"/> times 100 is in percentage points.</remarks>
public sealed record PairedDifference
{
    /// <summary>Gets the mean over the seeds of the first arm.</summary>
    public required double First { get; init; }

    /// <summary>Gets the mean over the seeds of the second arm.</summary>
    public required double Second { get; init; }

    /// <summary>Gets the mean over the seeds of first less second.</summary>
    public required double Difference { get; init; }

    /// <summary>Gets the difference as a share of the second arm's mean; null where that is 0.</summary>
    public double? Relative => Second == 0 ? null : Difference / Second;

    /// <summary>Gets the lower end of the interval; null when no resample could be used.</summary>
    public required double? Low { get; init; }

    /// <summary>Gets the upper end of the interval; null when no resample could be used.</summary>
    public required double? High { get; init; }

    /// <summary>Gets the share of the resamples inside the interval.</summary>
    public required double Level { get; init; }

    /// <summary>Gets whether the interval lies on one side of zero. False is not "equal": it is "no difference shown".</summary>
    public bool Shown => Low > 0 || High < 0;

    /// <summary>Gets the standard deviation of the differences over seeds, of training noise alone; null with one seed.</summary>
    public required double? SeedDeviation { get; init; }

    /// <summary>Gets the number of seeds, which both arms have.</summary>
    public required int Seeds { get; init; }

    /// <summary>Gets in how many seeds the first arm is better.</summary>
    public required int SeedsBetter { get; init; }

    /// <summary>Gets the number of groups (patients, slides, fields).</summary>
    public required int Groups { get; init; }

    /// <summary>Gets the deviation of the resampled differences: the standard error.</summary>
    public required double? StandardError { get; init; }

    /// <summary>Gets how many groups like these would show a difference of this size with 80 % power at the 5 % level; null where there is no difference or no standard error.</summary>
    /// <remarks>groups x (1.960 + 0.842)^2 x error^2 / difference^2, rounded up: the error is taken to fall with the root of the number of groups. An estimate from the data it is asked of, good for its order of magnitude.</remarks>
    public required long? GroupsNeeded { get; init; }
}
