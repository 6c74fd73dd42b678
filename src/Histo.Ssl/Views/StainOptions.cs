using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Options of stain jitter: each amount of stain h becomes alpha h + beta, alpha ~ U(1 - s, 1 + s), beta ~ U(-t, t), drawn for each of the three stains.</summary>
/// <remarks>Source: Tellez et al., "Quantifying the effects of data augmentation and stain color normalization in convolutional neural networks for computational pathology", 2019.</remarks>
public sealed class StainOptions
{
    /// <summary>Gets or sets how often a view is jittered.</summary>
    /// <value>0 to 1; default 0.5.</value>
    [Range(0.0, 1)]
    public double Probability { get; set; } = 0.5;

    /// <summary>Gets or sets s, the half-width of the factors.</summary>
    /// <value>0 to 1; default 0.05 ("light"); 0.2 is "strong".</value>
    [Range(0.0, 1)]
    public double ScaleStrength { get; set; } = 0.05;

    /// <summary>Gets or sets t, the half-width of the shifts, in the units of <see cref="Convention"/>.</summary>
    /// <value>0 to 2; default 0.05.</value>
    [Range(0.0, 2)]
    public double ShiftStrength { get; set; } = 0.05;

    /// <summary>Gets or sets how colours are turned into stains.</summary>
    /// <value>Default natural optical density.</value>
    [EnumDataType(typeof(StainConvention))]
    public StainConvention Convention { get; set; }

    /// <summary>Gets or sets the optical density below which, in all three channels, a pixel is background and keeps its colour.</summary>
    /// <value>0 to 3; default 0 (no such rule); 0.15 is usual. Needs natural optical density.</value>
    [Range(0.0, 3)]
    public double BackgroundGuard { get; set; }

    /// <summary>Gets or sets which views see the same stain parameters.</summary>
    /// <value>Default each view its own.</value>
    [EnumDataType(typeof(StainSharing))]
    public StainSharing Sharing { get; set; }
}
