using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Options of colour jitter: factors ~ U(max(0, 1 - s), 1 + s), hue shift ~ U(-s, s) turns.</summary>
public sealed class ColorJitterOptions
{
    /// <summary>Gets or sets how often a view is jittered.</summary>
    /// <value>0 to 1; default 0.8.</value>
    [Range(0.0, 1)]
    public double Probability { get; set; } = 0.8;

    /// <summary>Gets or sets the strength of brightness.</summary>
    /// <value>0 to 2; default 0.2.</value>
    [Range(0.0, 2)]
    public double Brightness { get; set; } = 0.2;

    /// <summary>Gets or sets the strength of contrast.</summary>
    /// <value>0 to 2; default 0.2.</value>
    [Range(0.0, 2)]
    public double Contrast { get; set; } = 0.2;

    /// <summary>Gets or sets the strength of saturation.</summary>
    /// <value>0 to 2; default 0.1.</value>
    [Range(0.0, 2)]
    public double Saturation { get; set; } = 0.1;

    /// <summary>Gets or sets the largest shift of hue in turns.</summary>
    /// <value>0 to 0.5; default 0.05.</value>
    [Range(0.0, 0.5)]
    public double Hue { get; set; } = 0.05;

    /// <summary>Gets or sets whether the four operations come in a random order; otherwise brightness, contrast, saturation, hue.</summary>
    /// <value>Default true. Without effect for <see cref="JitterModel.Linear"/>, where the order does not matter.</value>
    public bool Shuffle { get; set; } = true;

    /// <summary>Gets or sets the arithmetic of jitter and grey.</summary>
    /// <value>Default as torchvision.</value>
    [EnumDataType(typeof(JitterModel))]
    public JitterModel Model { get; set; }
}
