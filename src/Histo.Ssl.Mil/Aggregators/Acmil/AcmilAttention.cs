namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What the branches of ACMIL attend with.</summary>
public enum AcmilAttention
{
    /// <summary>Gated attention with one head a branch (ACMIL_GA).</summary>
    Gated = 1,

    /// <summary>A learned query a branch and attention with several heads (ACMIL_MHA).</summary>
    MultiHead = 2,
}
