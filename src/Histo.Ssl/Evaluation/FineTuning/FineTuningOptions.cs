using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Views;

namespace Histo.Ssl.Evaluation;

/// <summary>How an encoder is fine-tuned on labelled tiles. The defaults are a choice of this library, small enough for a CPU; no paper's.</summary>
public sealed class FineTuningOptions : LabelledTileOptions
{
    /// <summary>Gets or sets how often every training tile is seen.</summary>
    /// <value>5 by default.</value>
    [Range(1, 100_000)]
    public int Epochs { get; set; } = 5;

    /// <summary>Gets or sets the most tiles of a step; the tiles of an epoch are dealt out evenly.</summary>
    /// <value>32 by default; 2 or more, for batch normalisation.</value>
    [Range(2, 65536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Gets or sets the optimiser: "adamw" or "sgd" (momentum 0.9).</summary>
    /// <value>"adamw" by default.</value>
    public string Optimizer { get; set; } = "adamw";

    /// <summary>Gets or sets the learning rate of the encoder at the start; half a cosine takes it to 0.</summary>
    /// <value>1e-4 by default; 0 leaves its weights as they are (running statistics of batch normalisation still follow the tiles).</value>
    [Range(0.0, 1e6)]
    public double EncoderLearningRate { get; set; } = 1e-4;

    /// <summary>Gets or sets the learning rate of the head at the start; half a cosine takes it to 0.</summary>
    /// <value>1e-3 by default; above 0.</value>
    [Range(1e-12, 1e6)]
    public double HeadLearningRate { get; set; } = 1e-3;

    /// <summary>Gets or sets the weight decay; biases and normalisations do not decay.</summary>
    /// <value>1e-4 by default.</value>
    [Range(0.0, 1e3)]
    public double WeightDecay { get; set; } = 1e-4;

    /// <summary>Gets or sets how training tiles are changed; test tiles are taken as they are.</summary>
    /// <value><see cref="AugmentationPreset.LightNoCrop"/> by default; not <see cref="AugmentationPreset.Official"/>, which belongs to an objective.</value>
    public AugmentationPreset Augmentation { get; set; } = AugmentationPreset.LightNoCrop;

    /// <summary>Gets or sets whether each class weighs the same in all: samples / (classes x members).</summary>
    /// <value>False by default: each tile weighs 1.</value>
    public bool BalancedWeights { get; set; }

    /// <summary>Gets or sets the threads that read and augment tiles while the encoder computes. They never change a result.</summary>
    /// <value>2 by default.</value>
    [Range(1, 256)]
    public int ReadingThreads { get; set; } = 2;

    internal override void Validate()
    {
        base.Validate();
        Require(Epochs >= 1, Epochs, "1 or more");
        Require(BatchSize is >= 2 and <= 65536, BatchSize, "2 to 65536");
        Require(Optimizer is "adamw" or "sgd", Optimizer, "adamw, sgd");
        Require(EncoderLearningRate >= 0 && double.IsFinite(EncoderLearningRate), EncoderLearningRate, "0 or more");
        Require(HeadLearningRate > 0 && double.IsFinite(HeadLearningRate), HeadLearningRate, "above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay, "0 or more");
        Require(Augmentation is > AugmentationPreset.Official and <= AugmentationPreset.None, Augmentation, "histology, light, light-no-crop, none");
        Require(ReadingThreads is >= 1 and <= 256, ReadingThreads, "1 to 256");
    }
}
