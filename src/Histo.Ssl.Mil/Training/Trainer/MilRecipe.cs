using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>The training settings of each aggregator's authors, as far as they fit an honest protocol: where the published code chooses the epoch on the test set, the validation loss chooses here.</summary>
/// <remarks>Source: the published command lines and defaults; read in the projects that each aggregator names.</remarks>
public static class MilRecipe
{
    /// <summary>Returns the settings for an aggregator; the caller may change them.</summary>
    /// <param name="aggregator">Its name.</param>
    /// <returns>New options.</returns>
    public static MilTrainingOptions For(string aggregator) => aggregator switch
    {
        // CLAM main.py: Adam, early stopping on the bag loss with patience 20, never before epoch 51 of 200.
        ClamSingleBranch.AggregatorName or ClamMultiBranch.AggregatorName or TopInstance.AggregatorName => new()
        {
            Epochs = 200, LearningRate = 2e-4, WeightDecay = 1e-5, WarmupShare = 0.25, Patience = 20, Balance = ClassBalance.Sampling,
        },

        // dsmil-wsi train_tcga.py: betas (0.5, 0.9) are not reproduced; cosine to 5e-6.
        Dsmil.AggregatorName => new() { Epochs = 50, LearningRate = 1e-4, WeightDecay = 1e-3, FinalLearningRateShare = 0.05, Patience = 10 },

        // TransMIL: Lookahead(RAdam) is not built; Adam stands in for it. Two bags a step.
        TransMilAggregator.AggregatorName => new() { Epochs = 200, LearningRate = 2e-4, WeightDecay = 1e-5, Patience = 10, BagsPerStep = 2 },

        // DTFD-MIL: norms clipped to 5 module by module; a step of the rate at epoch 100 is a cosine here; chosen in the last fifth.
        DtfdAggregator.AggregatorName => new() { Epochs = 200, LearningRate = 1e-4, WeightDecay = 1e-4, FinalLearningRateShare = 0.2, GradientClip = 5, WarmupShare = 0.8, Patience = 40 },

        // ACMIL: half a cosine to 0.
        AcmilAggregator.AggregatorName => new() { Epochs = 100, Optimizer = "adamw", LearningRate = 1e-4, WeightDecay = 1e-5, FinalLearningRateShare = 0, Patience = 100 },

        // RRT-MIL: cosine, stop after 130.
        RrtAggregator.AggregatorName => new() { Epochs = 200, LearningRate = 2e-4, WeightDecay = 1e-5, FinalLearningRateShare = 0, Patience = 130 },
        Wikg.AggregatorName => new() { Epochs = 100, LearningRate = 1e-4, WeightDecay = 1e-5, Patience = 100 },
        PatchGcn.AggregatorName => new() { Epochs = 20, LearningRate = 2e-4, WeightDecay = 1e-5, BagsPerStep = 32, Balance = ClassBalance.Sampling, Patience = 20 },

        // SRMIL config.py: cosine to 0 over 100 epochs, only epochs after 60 are chosen from.
        Srmil.AggregatorName => new() { Epochs = 100, Optimizer = "adamw", LearningRate = 5e-4, WeightDecay = 1e-5, FinalLearningRateShare = 0, WarmupShare = 0.6, Patience = 40 },

        // Mean, max, ABMIL, GAT-MIL: CLAM's optimiser with a shorter training.
        _ => new() { Epochs = 100, LearningRate = 2e-4, WeightDecay = 1e-5, Patience = 20, WarmupShare = 0.1 },
    };
}
