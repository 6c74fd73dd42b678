using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of SGCL.</summary>
public sealed class SgclOptions : BankObjectiveOptions
{
    /// <summary>Gets or sets the sizes of the neck: linear layers with bias, with ReLU between.</summary>
    /// <value>"512-128" (default): 512-512-128 behind a ResNet-18, as in the authors' code.</value>
    [Required]
    public string Projector { get; set; } = "512-128";

    /// <summary>Gets or sets the temperature of the self term.</summary>
    /// <value>0.2 (default).</value>
    [Range(1e-4, 1e4)]
    public double SelfTemperature { get; set; } = 0.2;

    /// <summary>Gets or sets the number of negatives of the self term: random rows, the same for all anchors of a batch, drawn with replacement.</summary>
    /// <value>65,536 (default); no more than there are tiles.</value>
    [Range(1, 1 << 24)]
    public int SelfNegatives { get; set; } = 65_536;

    /// <summary>Gets or sets whether every bank row that is no positive adds 1 to the denominator of the merged term, as in the authors' code, which multiplies a mask inside the exponential.</summary>
    /// <value>False (default).</value>
    public bool CodeDenominator { get; set; }
}
