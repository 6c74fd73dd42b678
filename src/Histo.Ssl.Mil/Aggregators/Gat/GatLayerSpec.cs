namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Shape of a graph attention layer.</summary>
/// <param name="Inputs">Features of a node.</param>
/// <param name="Heads">Number of heads H.</param>
/// <param name="Width">Features of a head d; the output has H d.</param>
internal sealed record GatLayerSpec(int Inputs, int Heads, int Width)
{
    /// <summary>Gets what is added to the output.</summary>
    public GatResidual Residual { get; init; } = GatResidual.None;

    /// <summary>Gets whether the output is normalised (LayerNorm) and goes through PReLU.</summary>
    public bool Activated { get; init; } = true;

    /// <summary>Gets the dropout rate of the input.</summary>
    public double FeatureDropout { get; init; }

    /// <summary>Gets the dropout rate of the attention.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Gets the slope of the LeakyReLU of the scores.</summary>
    public double Slope { get; init; } = 0.2;

    /// <summary>Gets the length of the output.</summary>
    public int Outputs => Heads * Width;
}
