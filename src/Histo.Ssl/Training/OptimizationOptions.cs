using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Training;

/// <summary>Optimiser, learning rate and what goes with them.</summary>
public sealed class OptimizationOptions
{
    /// <summary>Gets or sets the optimiser: "sgd", "adamw" or "lars".</summary>
    /// <value>"adamw" (default).</value>
    public string Optimizer { get; set; } = "adamw";

    /// <summary>Gets or sets the learning rate at the end of the warm-up.</summary>
    /// <value>Null (default): 1e-3 for AdamW, 0.05 x batch / 256 for SGD, 0.2 x batch / 256 for LARS.</value>
    [Range(0, 1e3)]
    public double? LearningRate { get; set; }

    /// <summary>Gets or sets the last learning rate as a share of the first.</summary>
    /// <value>0 (default). The official Barlow Twins and VICReg codes end at 0.001.</value>
    [Range(0, 1)]
    public double FinalLearningRateShare { get; set; }

    /// <summary>Gets or sets the warm-up as a share of all steps.</summary>
    /// <value>0.05 (default).</value>
    [Range(0, 1)]
    public double WarmupShare { get; set; } = 0.05;

    /// <summary>Gets or sets the weight decay of matrices and kernels; biases and norms never decay.</summary>
    /// <value>Null (default): 1e-4 for AdamW and SGD, 1e-6 for LARS.</value>
    [Range(0, 10)]
    public double? WeightDecay { get; set; }

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

    /// <summary>Gets or sets the largest norm of all gradients together.</summary>
    /// <value>Null (default): no clipping.</value>
    [Range(1e-9, 1e9)]
    public double? GradientClip { get; set; }

    /// <summary>Gets or sets the decay of the averaged encoder that is saved beside the trained one.</summary>
    /// <value>Null (default): none. 0.99 to 0.9999 are usual.</value>
    [Range(0, 1)]
    public double? AverageDecay { get; set; }

    /// <summary>Gets or sets the element type of the encoder's convolutions: "float32" or "bfloat16".</summary>
    /// <value>"float32" (default). Weights, norms, heads, losses and the optimiser stay in float32.</value>
    public string Precision { get; set; } = "float32";
}
