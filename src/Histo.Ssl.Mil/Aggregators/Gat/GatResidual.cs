namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What a graph attention layer adds to its output.</summary>
internal enum GatResidual
{
    None,

    /// <summary>A linear map of the input, without bias.</summary>
    Linear,

    /// <summary>The input itself, whose width is the output's.</summary>
    Identity,
}
