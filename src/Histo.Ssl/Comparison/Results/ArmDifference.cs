using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Comparison;

/// <summary>A paired difference of two arms of the same encoder and objective.</summary>
public sealed record ArmDifference
{
    /// <summary>Gets the task.</summary>
    public required string Task { get; init; }

    /// <summary>Gets the name of the score.</summary>
    public required string Score { get; init; }

    /// <summary>Gets the encoder.</summary>
    public required string Encoder { get; init; }

    /// <summary>Gets the objective.</summary>
    public required string Objective { get; init; }

    /// <summary>Gets the first arm.</summary>
    public required string First { get; init; }

    /// <summary>Gets the second arm: baseline, control or a floor.</summary>
    public required string Second { get; init; }

    /// <summary>Gets the distance of the first arm's positives in strides; null when it has none.</summary>
    public double? Distance { get; init; }

    /// <summary>Gets the difference, first less second, with its interval.</summary>
    public required PairedDifference Result { get; init; }

    /// <summary>Gets the difference in percentage points.</summary>
    public double Points => 100 * Result.Difference;

    /// <summary>Gets what the interval says: "first better", "second better" or "no difference shown".</summary>
    public string Verdict => !Result.Shown ? "no difference shown" : Result.Difference > 0 ? "first better" : "second better";
}
