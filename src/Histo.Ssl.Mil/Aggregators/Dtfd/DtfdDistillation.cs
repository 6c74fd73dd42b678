namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What a pseudo-bag hands on to the second tier of DTFD.</summary>
public enum DtfdDistillation
{
    /// <summary>Its aggregated feature (AFS).</summary>
    Aggregated = 1,

    /// <summary>The instances that speak most for the last class (MaxS).</summary>
    MaxSelection = 2,

    /// <summary>The instances that speak most and least for the last class (MaxMinS).</summary>
    MaxMinSelection = 3,
}
