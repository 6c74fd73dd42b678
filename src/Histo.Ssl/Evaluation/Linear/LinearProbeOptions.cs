using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How a linear layer is trained on frozen features. The defaults are the linear evaluation of Barlow Twins and VICReg, without weight decay.</summary>
/// <remarks>
/// Sources: Barlow Twins and VICReg, rate 0.3, batch 256, 100 epochs, cosine, weight decay 1e-6 [their evaluate.py, read]; DINO, rate 0.001, batch 256, 100 epochs, cosine, no weight decay, and
/// MoCo, rate 30, batch 256, 100 epochs in steps, no weight decay [papers, not re-read].
/// </remarks>
public sealed class LinearProbeOptions : LabelledTileOptions
{
    /// <summary>Gets or sets the learning rate for a batch of 256; that of the first epoch is this times <see cref="BatchSize"/> / 256.</summary>
    /// <value>0.3 by default; above 0.</value>
    [Range(1e-9, 1e6)]
    public double LearningRate { get; set; } = 0.3;

    /// <summary>Gets or sets the tiles of a step; the last step of an epoch has what is left.</summary>
    /// <value>256 by default.</value>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 256;

    /// <summary>Gets or sets how often every training tile is seen.</summary>
    /// <value>100 by default.</value>
    [Range(1, 1_000_000)]
    public int Epochs { get; set; } = 100;

    /// <summary>Gets or sets whether features go through a batch normalisation without scale and shift first, as in MAE: statistics of the batch in training, running ones afterwards.</summary>
    /// <value>False by default: features as they are. Worth it when features are much smaller or larger than 1, which the rate cannot follow.</value>
    public bool BatchNorm { get; set; }

    /// <summary>Gets or sets whether each class weighs the same in all: samples / (classes x members).</summary>
    /// <value>False by default: each tile weighs 1.</value>
    public bool BalancedWeights { get; set; }

    internal override void Validate()
    {
        base.Validate();
        Require(LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, "above 0");
        Require(BatchSize >= 1, BatchSize, "1 or more");
        Require(Epochs >= 1, Epochs, "1 or more");
    }
}
