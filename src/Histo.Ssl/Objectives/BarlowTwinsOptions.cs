using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of Barlow Twins.</summary>
public sealed class BarlowTwinsOptions
{
    /// <summary>Gets or sets the sizes of the projector.</summary>
    /// <value>"2048-2048-2048" (default): a reconstruction for small encoders. The official code has 8192-8192-8192 for ResNet-50.</value>
    [Required]
    public string Projector { get; set; } = "2048-2048-2048";

    /// <summary>Gets or sets the weight of the entries off the diagonal.</summary>
    /// <value>0.0051 (default).</value>
    [Range(0, 1e6)]
    public double Lambda { get; set; } = 0.0051;

    /// <summary>Gets or sets a factor on the whole loss.</summary>
    /// <value>1 (default).</value>
    [Range(1e-9, 1e6)]
    public double Scale { get; set; } = 1;

    /// <summary>Gets or sets what is added to the variance in the standardisation.</summary>
    /// <value>1e-5 (default).</value>
    [Range(0, 1)]
    public double Epsilon { get; set; } = 1e-5;
}
