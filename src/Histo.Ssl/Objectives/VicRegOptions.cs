using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of VICReg.</summary>
public sealed class VicRegOptions
{
    /// <summary>Gets or sets the sizes of the expander.</summary>
    /// <value>"2048-2048-2048" (default): a reconstruction for small encoders. The official code has 8192-8192-8192 for ResNet-50.</value>
    [Required]
    public string Projector { get; set; } = "2048-2048-2048";

    /// <summary>Gets or sets the weight of the invariance.</summary>
    /// <value>25 (default).</value>
    [Range(0, 1e6)]
    public double InvarianceWeight { get; set; } = 25;

    /// <summary>Gets or sets the weight of the variance.</summary>
    /// <value>25 (default). 50 gives solo-learn's loss.</value>
    [Range(0, 1e6)]
    public double VarianceWeight { get; set; } = 25;

    /// <summary>Gets or sets the weight of the covariance.</summary>
    /// <value>1 (default).</value>
    [Range(0, 1e6)]
    public double CovarianceWeight { get; set; } = 1;

    /// <summary>Gets or sets what is added to the variance under the root.</summary>
    /// <value>1e-4 (default).</value>
    [Range(0, 1)]
    public double Epsilon { get; set; } = 1e-4;
}
