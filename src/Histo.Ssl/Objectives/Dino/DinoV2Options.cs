using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of DINOv2.</summary>
/// <remarks>Source of the defaults: facebookresearch/dinov2 b8931f7, configs/ssl_default_config.yaml.</remarks>
public sealed class DinoV2Options : SelfDistillationOptions
{
    /// <summary>Creates options with the defaults of the official configuration.</summary>
    public DinoV2Options() => (TeacherTemperature, WarmupShare) = (0.07, 0.3);

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
}
