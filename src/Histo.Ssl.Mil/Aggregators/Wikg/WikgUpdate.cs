namespace Histo.Ssl.Mil.Aggregators;

/// <summary>How a node of WiKG takes in what it heard.</summary>
public enum WikgUpdate
{
    /// <summary>LeakyReLU(W1 (e + n)) + LeakyReLU(W2 (e * n)).</summary>
    BiInteraction = 1,

    /// <summary>LeakyReLU(W (e + n)).</summary>
    Sum = 2,
}
