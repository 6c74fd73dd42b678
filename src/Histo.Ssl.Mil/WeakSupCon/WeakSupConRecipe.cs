using Histo.Ssl.Training;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>The published recipe.</summary>
public static class WeakSupConRecipe
{
    /// <summary>Gets WeakSupCon with ResNet-18: SGD, rate 0.2 for a batch of 512, temperature 0.1.</summary>
    public static Recipe Official { get; } = new(
        WeakSupConObjective.ObjectiveName,
        "BzhangURU/Paper_WeakSupCon_for_MIL bbbd33c, WeakSupCon.py and util.py (batch 512 = 256 + 256, 5000 iterations an epoch, 100 epochs, 3 of them warm-up, from ImageNet weights)",
        "The rate follows the code's optional cosine to an eighth of the first, not its default of halving after epochs 16, 28, 40, 50, 60, 68, 76, 83 and 90; the warm-up starts at 0, not 0.001; the loss is computed in float32, not float16. Weights to start from, negative labels, batch and length are the user's.",
        Apply);

    private static void Apply(PretrainOptions options)
    {
        new WeakSupConProvider().Use(options.Objective, new WeakSupConOptions());
        options.Encoder.Architecture = "resnet18";
        options.Augmentation.Preset = "official";
        OptimizationOptions optimization = options.Optimization;
        (optimization.Optimizer, optimization.Momentum) = ("sgd", 0.9);
        (optimization.LearningRate, optimization.LearningRateScaling) = (0.1, LearningRateScaling.Linear);
        (optimization.WeightDecay, optimization.DecayRule) = (1e-4, DecayRule.All);
        (optimization.WarmupShare, optimization.FinalLearningRateShare) = (0.03, 0.125);
    }
}
