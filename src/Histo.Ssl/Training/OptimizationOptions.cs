using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Training;

/// <summary>Optimiser, learning rate and what goes with them.</summary>
public sealed class OptimizationOptions
{
    /// <summary>Gets or sets the optimiser: "sgd", "adam", "adamw" or "lars".</summary>
    /// <value>"adamw" (default).</value>
    public string Optimizer { get; set; } = "adamw";

    /// <summary>Gets or sets the learning rate at the end of the warm-up.</summary>
    /// <value>Null (default): 1e-3 for AdamW, 0.05 x batch / 256 for SGD, 0.2 x batch / 256 for LARS.</value>
    [Range(0, 1e3)]
    public double? LearningRate { get; set; }

    /// <summary>Gets or sets how a given <see cref="LearningRate"/> follows the number of anchors a step.</summary>
    /// <value><see cref="LearningRateScaling.None"/> (default).</value>
    [EnumDataType(typeof(LearningRateScaling))]
    public LearningRateScaling LearningRateScaling { get; set; }

    /// <summary>Gets or sets the last learning rate as a share of the first.</summary>
    /// <value>0 (default). The official Barlow Twins and VICReg codes end at 0.001.</value>
    [Range(0, 1)]
    public double FinalLearningRateShare { get; set; }

    /// <summary>Gets or sets the warm-up as a share of all steps.</summary>
    /// <value>0.05 (default).</value>
    [Range(0, 1)]
    public double WarmupShare { get; set; } = 0.05;

    /// <summary>Gets or sets whether the last warm-up step already has the full rate.</summary>
    /// <value>False (default). True: the warm-up of DINO and DINOv2.</value>
    public bool WarmupIncludesEnd { get; set; }

    /// <summary>Gets or sets the weight decay of the parameters that decay; see <see cref="DecayRule"/>.</summary>
    /// <value>Null (default): 1e-4 for AdamW and SGD, 1e-6 for LARS.</value>
    [Range(0, 10)]
    public double? WeightDecay { get; set; }

    /// <summary>Gets or sets the weight decay at the end of the run, reached along half a cosine.</summary>
    /// <value>Null (default): constant. DINO and DINOv2: 0.4.</value>
    [Range(0, 10)]
    public double? FinalWeightDecay { get; set; }

    /// <summary>Gets or sets which parameters do not decay.</summary>
    /// <value><see cref="DecayRule.SkipOneDimensional"/> (default).</value>
    [EnumDataType(typeof(DecayRule))]
    public DecayRule DecayRule { get; set; }

    /// <summary>Gets or sets the learning-rate factor from one transformer block to the one below.</summary>
    /// <value>1 (default): none. DINOv2: 0.9.</value>
    [Range(0.01, 1)]
    public double LayerDecay { get; set; } = 1;

    /// <summary>Gets or sets a further learning-rate factor of the patch embedding of a vision transformer.</summary>
    /// <value>1 (default). DINOv2: 0.2.</value>
    [Range(0, 1e3)]
    public double PatchEmbeddingFactor { get; set; } = 1;

    /// <summary>Gets or sets the share of the steps during which the layer onto the prototypes does not learn (DINOv2).</summary>
    /// <value>0 (default). DINOv2: 0.01, one epoch of a hundred.</value>
    [Range(0, 1)]
    public double LastLayerFreezeShare { get; set; }

    /// <summary>Gets or sets the learning-rate factor of biases and norms.</summary>
    /// <value>1 (default). The official Barlow Twins code uses 0.024 (0.0048 / 0.2).</value>
    [Range(0, 1e3)]
    public double BiasLearningRateFactor { get; set; } = 1;

    /// <summary>Gets or sets the momentum of SGD and LARS.</summary>
    /// <value>0.9 (default).</value>
    [Range(0, 0.99999)]
    public double Momentum { get; set; } = 0.9;

    /// <summary>Gets or sets the trust coefficient of LARS.</summary>
    /// <value>0.001 (default).</value>
    [Range(1e-9, 1)]
    public double LarsEta { get; set; } = 0.001;

    /// <summary>Gets or sets the largest norm of the gradients.</summary>
    /// <value>Null (default): no clipping.</value>
    [Range(1e-9, 1e9)]
    public double? GradientClip { get; set; }

    /// <summary>Gets or sets over which gradients that norm is taken.</summary>
    /// <value><see cref="ClipScope.Whole"/> (default).</value>
    [EnumDataType(typeof(ClipScope))]
    public ClipScope GradientClipScope { get; set; }

    /// <summary>Gets or sets the momentum of the objective's teacher at the first step.</summary>
    /// <value>Null (default): that of the objective's paper, see <see cref="TeacherSchedule"/>.</value>
    [Range(0, 1)]
    public double? TeacherMomentum { get; set; }

    /// <summary>Gets or sets the momentum of the objective's teacher at the last step, reached along half a cosine.</summary>
    /// <value>Null (default): that of the objective's paper.</value>
    [Range(0, 1)]
    public double? FinalTeacherMomentum { get; set; }

    /// <summary>Gets or sets the decay of the averaged encoder that is saved beside the trained one.</summary>
    /// <value>Null (default): none. 0.99 to 0.9999 are usual.</value>
    [Range(0, 1)]
    public double? AverageDecay { get; set; }

    /// <summary>Gets or sets how the encoder computes: "float32", "tf32" or "bfloat16".</summary>
    /// <value>
    /// "float32" (default): all products in full. "tf32": products of float32 with 10 bits of mantissa, on NVIDIA devices from Ampere on only, for encoder and heads alike. "bfloat16": the encoder's products in bfloat16; weights, norms, heads, losses and
    /// the optimiser stay in float32.
    /// </value>
    public string Precision { get; set; } = "float32";
}
