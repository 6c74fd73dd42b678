namespace Histo.Ssl.Objectives;

/// <summary>How a DINO teacher is kept from giving every image the same prototype.</summary>
public enum TeacherBalance : byte
{
    /// <summary>A running mean of its logits is taken off them: DINO, and the short recipes of DINOv2.</summary>
    Centering,

    /// <summary>Its assignments are balanced over the batch: the long recipes of DINOv2.</summary>
    Sinkhorn,
}
