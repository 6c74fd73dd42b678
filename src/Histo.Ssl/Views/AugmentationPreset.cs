namespace Histo.Ssl.Views;

/// <summary>A named augmentation.</summary>
public enum AugmentationPreset : byte
{
    /// <summary>The recipe that the objective was published with, for natural images.</summary>
    Official,

    /// <summary>Mild colours, stain jitter, all eight symmetries, moderate crops. A reconstruction of common practice in histopathology.</summary>
    Histology,

    /// <summary><see cref="LightNoCrop"/> with random crops of 40 to 100 % of the area.</summary>
    Light,

    /// <summary>All eight symmetries, mild linear colour jitter, stain jitter and blur; no crop.</summary>
    LightNoCrop,

    /// <summary>The tile as it is, resized to the view.</summary>
    None,
}
