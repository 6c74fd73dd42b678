namespace Histo.Ssl.Comparison;

/// <summary>One cell of the grid.</summary>
/// <param name="Encoder">Name of the encoder; <see cref="ColourHistogramName"/> for the histogram.</param>
/// <param name="Objective">Name of the objective; <see cref="UntrainedName"/> for an untrained encoder, empty for the histogram.</param>
/// <param name="Sampler">Name of the sampler; empty for the floors.</param>
/// <param name="Seed">Seed; 0 for the histogram.</param>
public sealed record ComparisonRun(string Encoder, string Objective, string Sampler, ulong Seed)
{
    /// <summary>Name of the arm of untrained encoders.</summary>
    public const string UntrainedName = "untrained";

    /// <summary>Name of the arm of colour histograms.</summary>
    public const string ColourHistogramName = "colour-histogram";

    /// <summary>Gets the name of the run's folder.</summary>
    public string Name => IsColourHistogram ? ColourHistogramName : string.Join('_', new[] { Encoder, Objective, Sampler, FormattableString.Invariant($"{Seed}") }.Where(part => part.Length > 0));

    /// <summary>Gets the name in tables: the sampler, or the floor.</summary>
    public string Arm => IsColourHistogram ? ColourHistogramName : IsUntrained ? UntrainedName : Sampler;

    /// <summary>Gets whether it is the floor that needs no encoder.</summary>
    public bool IsColourHistogram => Encoder == ColourHistogramName;

    /// <summary>Gets whether its encoder is not trained.</summary>
    public bool IsUntrained => Objective == UntrainedName;
}
