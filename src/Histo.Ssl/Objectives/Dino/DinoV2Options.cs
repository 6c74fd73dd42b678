using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of DINOv2.</summary>
/// <remarks>Source of the defaults: facebookresearch/dinov2 b8931f7, configs/ssl_default_config.yaml.</remarks>
public sealed class DinoV2Options
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

    /// <summary>Gets or sets the weight of the loss on class tokens.</summary>
    /// <value>1 (default).</value>
    [Range(0, 1e6)]
    public double ClassWeight { get; set; } = 1;

    /// <summary>Gets or sets the weight of the iBOT loss on masked patches.</summary>
    /// <value>1 (default); needs a vision transformer. 0 for none.</value>
    [Range(0, 1e6)]
    public double IbotWeight { get; set; } = 1;

    /// <summary>Gets or sets whether masked patches have a head of their own instead of that of the class tokens.</summary>
    /// <value>False (default); true in the long recipes.</value>
    public bool SeparateIbotHead { get; set; }

    /// <summary>Gets or sets the number of prototypes of a separate iBOT head.</summary>
    /// <value>65536 (default).</value>
    [Range(2, 1_000_000)]
    public int IbotPrototypes { get; set; } = 65536;

    /// <summary>Gets or sets the bottleneck of a separate iBOT head.</summary>
    /// <value>256 (default).</value>
    [Range(1, 65536)]
    public int IbotBottleneckSize { get; set; } = 256;

    /// <summary>Gets or sets the share of the global crops that are masked.</summary>
    /// <value>0.5 (default).</value>
    [Range(0, 1)]
    public double MaskProbability { get; set; } = 0.5;

    /// <summary>Gets or sets the smallest masked share of a masked crop's patches.</summary>
    /// <value>0.1 (default).</value>
    [Range(0, 1)]
    public double MinimumMaskRatio { get; set; } = 0.1;

    /// <summary>Gets or sets the largest masked share of a masked crop's patches.</summary>
    /// <value>0.5 (default).</value>
    [Range(0, 1)]
    public double MaximumMaskRatio { get; set; } = 0.5;

    /// <summary>Gets or sets the weight of the KoLeo regulariser of each global crop.</summary>
    /// <value>0.1 (default). 0 for none: near-duplicate tiles make its gradient explode.</value>
    [Range(0, 1e6)]
    public double KoLeoWeight { get; set; } = 0.1;

    /// <summary>Gets or sets the weight of the kernel-density regulariser of each global crop, pathology's replacement for KoLeo.</summary>
    /// <value>0 (default): none. 0.05 in place of KoLeo.</value>
    [Range(0, 1e6)]
    public double KdeWeight { get; set; }

    /// <summary>Gets or sets the concentration of the kernel.</summary>
    /// <value>5 (default).</value>
    [Range(1e-3, 1e3)]
    public double KdeConcentration { get; set; } = 5;

    /// <summary>Gets or sets the temperature of the student.</summary>
    /// <value>0.1 (default).</value>
    [Range(1e-3, 10)]
    public double StudentTemperature { get; set; } = 0.1;

    /// <summary>Gets or sets the temperature of the teacher at the start of the warm-up.</summary>
    /// <value>0.04 (default).</value>
    [Range(1e-3, 10)]
    public double WarmupTeacherTemperature { get; set; } = 0.04;

    /// <summary>Gets or sets the temperature of the teacher after the warm-up.</summary>
    /// <value>0.07 (default).</value>
    [Range(1e-3, 10)]
    public double TeacherTemperature { get; set; } = 0.07;

    /// <summary>Gets or sets the share of the run over which the teacher's temperature rises.</summary>
    /// <value>0.3 (default): 30 epochs of 100.</value>
    [Range(0, 1)]
    public double WarmupShare { get; set; } = 0.3;

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
