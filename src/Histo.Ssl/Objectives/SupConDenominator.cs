namespace Histo.Ssl.Objectives;

/// <summary>What the similarity to a positive is weighed against in the supervised contrastive loss.</summary>
public enum SupConDenominator : byte
{
    /// <summary>Every other row, positives too: the published loss.</summary>
    AllOthers,

    /// <summary>Negatives only, the decoupled form that NearbyPatchCL uses.</summary>
    NegativesOnly,
}
