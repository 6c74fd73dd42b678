using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of SwAV.</summary>
public sealed class SwAvOptions
{
    /// <summary>Gets or sets the sizes of the projector; its layers have biases.</summary>
    /// <value>"2048-128" (default), as in the official recipes for ResNet-50.</value>
    [Required]
    public string Projector { get; set; } = "2048-128";

    /// <summary>Gets or sets the number of prototypes.</summary>
    /// <value>3000 (default); about ten times fewer for small cohorts.</value>
    [Range(2, 1_000_000)]
    public int Prototypes { get; set; } = 3000;

    /// <summary>Gets or sets the local crops of each pair.</summary>
    /// <value>6 (default), as in the official multi-crop recipe; 0 for none.</value>
    [Range(0, 100)]
    public int LocalCrops { get; set; } = 6;

    /// <summary>Gets or sets which tile of the pair the local crops show.</summary>
    /// <value><see cref="Pairs.LocalCropPolicy.AnchorOnly"/> (default).</value>
    public LocalCropPolicy LocalCropPolicy { get; set; }

    /// <summary>Gets or sets the temperature of the predictions.</summary>
    /// <value>0.1 (default).</value>
    [Range(1e-3, 10)]
    public double Temperature { get; set; } = 0.1;

    /// <summary>Gets or sets the temperature of the codes.</summary>
    /// <value>0.05 (default).</value>
    [Range(1e-3, 10)]
    public double Epsilon { get; set; } = 0.05;

    /// <summary>Gets or sets the iterations of the balancing.</summary>
    /// <value>3 (default).</value>
    [Range(1, 100)]
    public int SinkhornIterations { get; set; } = 3;

    /// <summary>Gets or sets the steps at the beginning during which the prototypes stay as they are.</summary>
    /// <value>313 (default), as in the official code.</value>
    [Range(0, int.MaxValue)]
    public int FreezePrototypesSteps { get; set; } = 313;

    /// <summary>Gets or sets how many earlier embeddings of each global crop, over all ranks, help to balance the codes.</summary>
    /// <value>0 (default): none. The official recipes for batches of 256 have 3840; use one where a batch has fewer samples than there are prototypes.</value>
    [Range(0, 10_000_000)]
    public int QueueLength { get; set; }

    /// <summary>Gets or sets the share of the run before the queue begins to fill.</summary>
    /// <value>0.075 (default): epoch 15 of 200, as in the official recipe.</value>
    [Range(0, 1)]
    public double QueueStartShare { get; set; } = 0.075;
}
