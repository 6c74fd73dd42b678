namespace Histo.Ssl.Encoders;

/// <summary>How a table of positions is resampled to another number of patches. Both are bicubic.</summary>
/// <remarks>Source: facebookresearch/dinov2 b8931f7, models/vision_transformer.py: interpolate_pos_encoding.</remarks>
public enum PositionResampling
{
    /// <summary>Four taps with parameter -0.75; the axis is scaled by (n + 0.1) / M rather than n / M. DINOv2's models without registers.</summary>
    Offset,

    /// <summary>Parameter -0.5, the filter widened when the table shrinks, no offset. DINOv2's models with registers.</summary>
    Antialiased,
}
