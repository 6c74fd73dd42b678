using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of supervised contrastive learning.</summary>
public sealed class SupConOptions
{
    /// <summary>Gets or sets the sizes of the projector.</summary>
    /// <value>"2048-128" (default): the official head of ResNet-50; its hidden layer is as wide as the embedding.</value>
    [Required]
    public string Projector { get; set; } = "2048-128";

    /// <summary>Gets or sets which pairs are positives of each other.</summary>
    /// <value><see cref="SupConPositives.Pair"/> (default).</value>
    [EnumDataType(typeof(SupConPositives))]
    public SupConPositives Positives { get; set; } = SupConPositives.Pair;

    /// <summary>Gets or sets which rows are anchors.</summary>
    /// <value><see cref="SupConContrast.All"/> (default).</value>
    [EnumDataType(typeof(SupConContrast))]
    public SupConContrast Contrast { get; set; } = SupConContrast.All;

    /// <summary>Gets or sets what positives are weighed against.</summary>
    /// <value><see cref="SupConDenominator.AllOthers"/> (default).</value>
    [EnumDataType(typeof(SupConDenominator))]
    public SupConDenominator Denominator { get; set; } = SupConDenominator.AllOthers;

    /// <summary>Gets or sets the temperature.</summary>
    /// <value>0.1 (default), as the official read-me runs; the official code's own default, and <see cref="SupConLoss"/>'s, is 0.07.</value>
    [Range(1e-3, 1e3)]
    public double Temperature { get; set; } = 0.1;

    /// <summary>Gets or sets the base temperature, which only scales the loss.</summary>
    /// <value>0.07 (default), as in the official code.</value>
    [Range(1e-3, 1e3)]
    public double BaseTemperature { get; set; } = 0.07;

    /// <summary>Gets or sets whether rows that lie closer than the batch's exclusion radius are no negatives of each other.</summary>
    /// <value>True (default). Of no effect in batches without a radius, as plain augmentation pairs are. A reconstruction.</value>
    public bool ExcludeNeighbours { get; set; } = true;
}
