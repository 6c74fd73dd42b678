using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Objectives;

/// <summary>Settings that DINO and DINOv2 share: crops, head, temperatures, balance.</summary>
public abstract class SelfDistillationOptions
{
    /// <summary>Gets or sets the local crops of each pair.</summary>
    /// <value>8 (default); 0 for none.</value>
    [Range(0, 100)]
    public int LocalCrops { get; set; } = 8;

    /// <summary>Gets or sets which tile of the pair the local crops show.</summary>
    /// <value><see cref="Pairs.LocalCropPolicy.AnchorOnly"/> (default).</value>
    public LocalCropPolicy LocalCropPolicy { get; set; }

    /// <summary>Gets or sets the number of prototypes.</summary>
    /// <value>65536 (default). A few thousand are enough for small cohorts.</value>
    [Range(2, 1_000_000)]
    public int Prototypes { get; set; } = 65536;

    /// <summary>Gets or sets the size of the heads' hidden layers.</summary>
    /// <value>2048 (default).</value>
    [Range(1, 65536)]
    public int HiddenSize { get; set; } = 2048;

    /// <summary>Gets or sets the length of the unit vectors that are compared with the prototypes.</summary>
    /// <value>256 (default); 384 in the long recipes.</value>
    [Range(1, 65536)]
    public int BottleneckSize { get; set; } = 256;

    /// <summary>Gets or sets the number of linear layers before the prototypes.</summary>
    /// <value>3 (default).</value>
    [Range(1, 16)]
    public int HeadLayers { get; set; } = 3;

    /// <summary>Gets or sets the temperature of the student.</summary>
    /// <value>0.1 (default).</value>
    [Range(1e-3, 10)]
    public double StudentTemperature { get; set; } = 0.1;

    /// <summary>Gets or sets the temperature of the teacher at the start of the warm-up.</summary>
    /// <value>0.04 (default).</value>
    [Range(1e-3, 10)]
    public double WarmupTeacherTemperature { get; set; } = 0.04;

    /// <summary>Gets or sets the temperature of the teacher after the warm-up.</summary>
    /// <value>0.04 (default of DINO; 0.07 with a warm-up of 0.3 in its longer recipes), 0.07 (default of DINOv2).</value>
    [Range(1e-3, 10)]
    public double TeacherTemperature { get; set; } = 0.04;

    /// <summary>Gets or sets the share of the run over which the teacher's temperature rises, step by step (the official code of DINO: epoch by epoch).</summary>
    /// <value>0 (default of DINO), 0.3 (default of DINOv2): 30 epochs of 100.</value>
    [Range(0, 1)]
    public double WarmupShare { get; set; }

    /// <summary>Gets or sets how the teacher is kept from giving every image the same prototype.</summary>
    /// <value><see cref="TeacherBalance.Centering"/> (default); Sinkhorn in the long recipes.</value>
    public TeacherBalance Balance { get; set; }

    /// <summary>Gets or sets the momentum of the centre.</summary>
    /// <value>0.9 (default).</value>
    [Range(0, 1)]
    public double CenterMomentum { get; set; } = 0.9;

    /// <summary>Gets or sets the iterations of <see cref="TeacherBalance.Sinkhorn"/>.</summary>
    /// <value>3 (default).</value>
    [Range(1, 100)]
    public int SinkhornIterations { get; set; } = 3;
}
