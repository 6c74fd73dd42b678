namespace Histo.Ssl.Pairs;

/// <summary>Which tile of a pair the local crops of multi-crop objectives show.</summary>
/// <remarks>Source: a reconstruction; the paper of the contextual pairs trains DINOv2 without saying how crops are assigned.</remarks>
public enum LocalCropPolicy : byte
{
    /// <summary>All local crops show the anchor: each is matched to the anchor's global crop (self) and to the positive's (contextual).</summary>
    AnchorOnly,

    /// <summary>The first half of the local crops shows the anchor, the second half the positive; an odd one shows the anchor.</summary>
    Split,

    /// <summary>As many local crops as asked for show the anchor, and as many again the positive.</summary>
    Both,
}
