namespace Histo.Ssl.Objectives;

/// <summary>Which rows of a batch are anchors of the supervised contrastive loss.</summary>
public enum SupConContrast : byte
{
    /// <summary>Every view of every sample.</summary>
    All,

    /// <summary>The first view of every sample; the others are positives and negatives only.</summary>
    One,
}
