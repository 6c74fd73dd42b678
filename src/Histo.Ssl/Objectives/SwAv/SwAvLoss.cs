using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of SwAV: the balanced code of each global crop is predicted from every other crop.</summary>
/// <remarks>
/// With scores s_v = z_v C^T of unit embeddings and unit prototypes, codes q_i = Sinkhorn(s_i / <see cref="Epsilon"/>) of the two global crops and V crops:
/// <code>loss = 1/2 sum_{i in {0, 1}} 1/(V - 1) sum_{v != i} CE(q_i, softmax(s_v / Temperature))</code>
/// Codes have no gradient and are balanced over the ranks; the cross entropies are means over this rank's samples. Computed in float32, or in float64 for such inputs.
/// Source: M. Caron et al., "Unsupervised learning of visual features by contrasting cluster assignments", NeurIPS 2020; facebookresearch/swav 06b1b7c, main_swav.py, train and distributed_sinkhorn.
/// </remarks>
public sealed record SwAvLoss
{
    /// <summary>Name of the part in which a global crop predicts the other's code.</summary>
    public const string Global = "global";

    /// <summary>Name of the part in which local crops predict; only with local crops.</summary>
    public const string Local = "local";

    /// <summary>Gets the temperature of the predictions.</summary>
    /// <value>0.1 (default).</value>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Gets the temperature of the codes: the smaller, the harder.</summary>
    /// <value>0.05 (default).</value>
    public double Epsilon { get; init; } = 0.05;

    /// <summary>Gets how the codes are balanced.</summary>
    /// <value>Three iterations (default).</value>
    public Sinkhorn Balance { get; init; } = new();

    /// <summary>Computes the codes of the two global crops, each balanced on its own.</summary>
    /// <param name="scores">Scores of crops 0 and 1, crop-major, (2B, K); kept.</param>
    /// <param name="queued">Scores of earlier samples that help to balance, (2, L, K), one queue a crop; null for none; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>(2B, K) without gradient, rows sum to 1; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the scores are no matrix of an even number of rows.</exception>
    public Tensor Codes(Tensor scores, Tensor? queued = null, ICollective? collective = null)
    {
        CropRows.Require(nameof(SwAvLoss), scores, scores, atLeast: 2, atMost: 2);
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long rows = scores.size(0) / 2;
        var codes = new Tensor[2];
        for (int crop = 0; crop < 2; crop++)
        {
            Tensor own = scores.narrow(0, crop * rows, rows);
            Tensor balanced = Balance.Compute(queued is null ? own : cat([queued[crop].to(own.dtype), own]), Epsilon, collective);
            codes[crop] = balanced.narrow(0, balanced.size(0) - rows, rows);
        }

        return cat(codes).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="scores">Scores of all crops, crop-major, global ones first, (V B, K) with V of 2 or more; kept.</param>
    /// <param name="codes">Codes of the two global crops, (2B, K); kept.</param>
    /// <returns>Loss and the terms <see cref="Global"/> and <see cref="Local"/> that sum to it; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the rows are not those of whole crops.</exception>
    public LossResult Compute(Tensor scores, Tensor codes)
    {
        long crops = CropRows.Require(nameof(SwAvLoss), scores, codes, atLeast: 2, atMost: long.MaxValue);
        return EveryOtherCrop.Compute(scores, codes, crops, Temperature);
    }
}
