namespace Histo.Ssl.Comparison;

/// <summary>A score of an arm over its seeds.</summary>
public sealed record ArmScore
{
    /// <summary>Gets the task.</summary>
    public required string Task { get; init; }

    /// <summary>Gets the name of the score.</summary>
    public required string Score { get; init; }

    /// <summary>Gets the encoder.</summary>
    public required string Encoder { get; init; }

    /// <summary>Gets the objective.</summary>
    public required string Objective { get; init; }

    /// <summary>Gets the sampler, or the name of a floor.</summary>
    public required string Arm { get; init; }

    /// <summary>Gets the value of each seed, in the order of the plan's seeds.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Gets the mean over the seeds.</summary>
    public double Mean => Values.Average();

    /// <summary>Gets the standard deviation over the seeds, of training noise alone; null with one.</summary>
    public double? Deviation => Values.Count < 2 ? null : Math.Sqrt(Values.Sum(value => (value - Mean) * (value - Mean)) / (Values.Count - 1));
}
