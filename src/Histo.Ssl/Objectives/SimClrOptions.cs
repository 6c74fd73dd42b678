using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of SimCLR.</summary>
public sealed class SimClrOptions
{
    /// <summary>Gets or sets the sizes of the projector.</summary>
    /// <value>"2048-128" (default): the two layers of the paper for ResNet-50, whose hidden layer is as wide as the embedding. The official code's later default has three layers, "2048-2048-128".</value>
    [Required]
    public string Projector { get; set; } = "2048-128";

    /// <summary>Gets or sets the temperature.</summary>
    /// <value>0.5 (default); 0.1 is usual for large batches and in histology (SGCL).</value>
    [Range(1e-3, 1e3)]
    public double Temperature { get; set; } = 0.5;

    /// <summary>Gets or sets whether rows that lie closer than the batch's exclusion radius are no negatives of each other.</summary>
    /// <value>True (default). Of no effect in batches without a radius, as plain augmentation pairs are. A reconstruction.</value>
    public bool ExcludeNeighbours { get; set; } = true;
}
