using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Objectives;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>Settings of WeakSupCon.</summary>
public sealed class WeakSupConOptions
{
    /// <summary>The labels that count as negative when none is named, whatever their letters' case: "negative" and "normal".</summary>
    public static IReadOnlyList<string> UsualNegativeLabels { get; } = ["negative", "normal"];

    /// <summary>Gets or sets the labels of negative bags; all other labels are positive.</summary>
    /// <value>Null (default): those of <see cref="UsualNegativeLabels"/> that the cohort has. Names that are given are compared exactly, and each must occur.</value>
    public IReadOnlyList<string>? NegativeLabels { get; set; }

    /// <summary>Gets or sets the share of anchors that come from negative bags.</summary>
    /// <value>0.5 (default), as in the published code.</value>
    [Range(0.01, 0.99)]
    public double NegativeShare { get; set; } = 0.5;

    /// <summary>Gets or sets the sizes of the projector: linear layers with biases, ReLU between, no batch normalisation.</summary>
    /// <value>"512-128" (default): the published head for ResNet-18. Published hidden sizes: 4096 for ResNet-50, 256, 1024 and 2048 for ViT-T, -S and -B.</value>
    [Required]
    public string Projector { get; set; } = "512-128";

    /// <summary>Gets or sets the temperature of the contrastive half.</summary>
    /// <value>0.1 (default), as published.</value>
    [Range(1e-3, 1e3)]
    public double Temperature { get; set; } = 0.1;

    /// <summary>Gets or sets the base temperature, which scales both halves.</summary>
    /// <value>0.07 (default): the published code leaves it there.</value>
    [Range(1e-3, 1e3)]
    public double BaseTemperature { get; set; } = 0.07;

    /// <summary>Gets or sets the weight of the attraction among tiles of negative bags.</summary>
    /// <value>1 (default), as published.</value>
    [Range(0, 1e3)]
    public double Lambda { get; set; } = 1;

    /// <summary>Gets or sets whether rows of positive bags that lie closer than the batch's exclusion radius are no negatives of each other.</summary>
    /// <value>True (default). Of no effect in batches without a radius, as plain augmentation pairs are. A reconstruction.</value>
    public bool ExcludeNeighbours { get; set; } = true;

    internal WeakSupConLoss ToLoss() => new() { Temperature = Temperature, BaseTemperature = BaseTemperature, Lambda = Lambda };
}
