namespace Histo.Ssl.Objectives;

/// <summary>Which pairs of a batch are positives of each other.</summary>
public enum SupConPositives : byte
{
    /// <summary>The two views of a pair only: SimCLR's loss times temperature over base temperature.</summary>
    Pair,

    /// <summary>All pairs whose anchors' slides have the same weak label; a pair without a label has its own views only.</summary>
    WeakLabel,

    /// <summary>All pairs whose anchors are of the same slide.</summary>
    Slide,
}
