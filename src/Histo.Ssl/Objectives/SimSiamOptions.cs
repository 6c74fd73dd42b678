using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of SimSiam.</summary>
public sealed class SimSiamOptions
{
    /// <summary>Gets or sets the sizes of the projector.</summary>
    /// <value>"2048-2048-2048" (default), as in the official code for ResNet-50.</value>
    [Required]
    public string Projector { get; set; } = "2048-2048-2048";

    /// <summary>Gets or sets the size of the predictor's hidden layer, its bottleneck; its output has the length of a projection.</summary>
    /// <value>512 (default), as in the official code.</value>
    [Range(1, 1 << 20)]
    public int PredictorHidden { get; set; } = 512;

    /// <summary>Gets or sets whether the predictor keeps the base learning rate while the rest follows the schedule.</summary>
    /// <value>True (default): the official recipe's --fix-pred-lr.</value>
    public bool FixPredictorRate { get; set; } = true;
}
