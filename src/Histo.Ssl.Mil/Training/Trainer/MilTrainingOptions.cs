using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Mil.Training;

/// <summary>How a slide-level model is trained. <see cref="MilRecipe"/> has the settings of each aggregator's authors.</summary>
public sealed class MilTrainingOptions
{
    /// <summary>Gets or sets the number of epochs.</summary>
    /// <value>1 or more; 50 (default).</value>
    [Range(1, 100_000)]
    public int Epochs { get; set; } = 50;

    /// <summary>Gets or sets the optimiser: "sgd" (momentum 0.9), "adam" (decay in the gradient) or "adamw".</summary>
    /// <value>"adam" (default).</value>
    [Required]
    public string Optimizer { get; set; } = "adam";

    /// <summary>Gets or sets the learning rate.</summary>
    /// <value>Above 0; 2e-4 (default).</value>
    [Range(1e-9, 10)]
    public double LearningRate { get; set; } = 2e-4;

    /// <summary>Gets or sets the weight decay.</summary>
    /// <value>0 or more; 1e-5 (default).</value>
    [Range(0, 10)]
    public double WeightDecay { get; set; } = 1e-5;

    /// <summary>Gets or sets the learning rate at the end as a share of the first, along half a cosine.</summary>
    /// <value>0 to 1; 1 (default): constant.</value>
    [Range(0, 1)]
    public double FinalLearningRateShare { get; set; } = 1;

    /// <summary>Gets or sets the largest norm of the gradients, taken over all parameters, or over each group that the aggregator names.</summary>
    /// <value>Null (default): gradients are not clipped.</value>
    public double? GradientClip { get; set; }

    /// <summary>Gets or sets the number of bags whose gradients make a step.</summary>
    /// <value>1 or more; 1 (default).</value>
    [Range(1, 10_000)]
    public int BagsPerStep { get; set; } = 1;

    /// <summary>Gets or sets the number of bags that a partial likelihood compares (survival).</summary>
    /// <value>2 or more; 32 (default).</value>
    [Range(2, 10_000)]
    public int SurvivalGroup { get; set; } = 32;

    /// <summary>Gets or sets what is done about classes of different size.</summary>
    /// <value><see cref="ClassBalance.None"/> (default).</value>
    public ClassBalance Balance { get; set; } = ClassBalance.None;

    /// <summary>Gets or sets which epoch's weights are kept.</summary>
    /// <value><see cref="EpochSelection.ValidationLoss"/> (default).</value>
    public EpochSelection Selection { get; set; } = EpochSelection.ValidationLoss;

    /// <summary>Gets or sets the share of the epochs that cannot be chosen: selection and patience begin after them.</summary>
    /// <value>0 to below 1; 0 (default).</value>
    [Range(0, 0.99)]
    public double WarmupShare { get; set; }

    /// <summary>Gets or sets the number of epochs without improvement after which training stops.</summary>
    /// <value>1 or more; 20 (default).</value>
    [Range(1, 100_000)]
    public int Patience { get; set; } = 20;

    /// <summary>Gets or sets the largest number of instances of a bag that an epoch sees, drawn anew each time. Neighbours get lost: of no use to graph models.</summary>
    /// <value>Null (default): all.</value>
    public int? MaxInstances { get; set; }

    /// <summary>Gets or sets whether each feature is shifted and scaled by the training bags' mean and deviation.</summary>
    /// <value>False (default).</value>
    public bool Standardise { get; set; }

    /// <summary>Gets or sets the seed of weights, order and dropout.</summary>
    /// <value>1 (default).</value>
    public ulong Seed { get; set; } = 1;

    /// <summary>Gets or sets the memory for bags that are kept between epochs, in megabytes.</summary>
    /// <value>0 or more; 4096 (default).</value>
    [Range(0, int.MaxValue)]
    public int CacheMegabytes { get; set; } = 4096;

    /// <summary>Returns a copy.</summary>
    public MilTrainingOptions Clone() => (MilTrainingOptions)MemberwiseClone();

    /// <summary>Throws when a setting lies outside its range.</summary>
    /// <exception cref="HistoException">HS0001: names the setting.</exception>
    public void Validate()
    {
        OptionRules.Require(this);
        if (GradientClip is <= 0 || MaxInstances is < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a limit is above 0 or null", GradientClip is <= 0 ? nameof(GradientClip) : nameof(MaxInstances), GradientClip is <= 0 ? GradientClip : MaxInstances, "above 0, or null");
        }
    }
}
