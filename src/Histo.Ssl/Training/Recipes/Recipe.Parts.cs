namespace Histo.Ssl.Training;

/// <content>What recipes share.</content>
public sealed partial record Recipe
{
    private static void Residual(PretrainOptions options, string architecture = "resnet50", bool zeroLastNormalization = false)
    {
        options.Encoder.Architecture = architecture;
        options.Encoder.ZeroLastNormalization = zeroLastNormalization;
        options.Augmentation.Preset = "official";
    }

    private static void Transformer(PretrainOptions options, string architecture, double? layerScale)
    {
        options.Encoder.Architecture = architecture;
        options.Encoder.Transformer.LayerScale = layerScale;
        options.Augmentation.Preset = "official";
    }

    private static void Lars(PretrainOptions options, double rate, double weightDecay, double warmupShare, double finalShare = 0)
    {
        OptimizationOptions optimization = options.Optimization;
        (optimization.Optimizer, optimization.Momentum, optimization.LarsEta) = ("lars", 0.9, 0.001);
        (optimization.LearningRate, optimization.LearningRateScaling) = (rate, LearningRateScaling.Linear);
        (optimization.WeightDecay, optimization.DecayRule) = (weightDecay, DecayRule.SkipOneDimensional);
        (optimization.WarmupShare, optimization.FinalLearningRateShare) = (warmupShare, finalShare);
    }

    // Rates of torch.optim.SGD recipes: everything decays, biases and norms too.
    private static void Sgd(PretrainOptions options, double rate, double weightDecay, double warmupShare = 0)
    {
        OptimizationOptions optimization = options.Optimization;
        (optimization.Optimizer, optimization.Momentum) = ("sgd", 0.9);
        (optimization.LearningRate, optimization.LearningRateScaling) = (rate, LearningRateScaling.Linear);
        (optimization.WeightDecay, optimization.DecayRule) = (weightDecay, DecayRule.All);
        (optimization.WarmupShare, optimization.FinalLearningRateShare) = (warmupShare, 0);
    }

    private static void AdamW(PretrainOptions options, double rate, LearningRateScaling scaling, double weightDecay, double? finalWeightDecay, double warmupShare, double finalRate)
    {
        OptimizationOptions optimization = options.Optimization;
        optimization.Optimizer = "adamw";
        (optimization.LearningRate, optimization.LearningRateScaling) = (rate, scaling);
        (optimization.WeightDecay, optimization.FinalWeightDecay) = (weightDecay, finalWeightDecay);
        (optimization.WarmupShare, optimization.FinalLearningRateShare) = (warmupShare, finalRate / rate);
    }
}
