using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Sinkhorn-Knopp balancing: soft assignments of samples to prototypes in which every prototype receives about the same share.</summary>
/// <remarks>
/// With Q = exp(logits / temperature), B samples over all ranks and K prototypes, each iteration scales the columns of Q to sum B / K and then its rows to sum 1. Rows end exactly normalised, columns nearly.
/// Computed on logarithms, so logits of any size are fine: the official codes take the exponential first and overflow. What they divide by on the way (the total, K, B) cancels and is left out.
/// Nothing here has a gradient. Computed in float32, or in float64 for such inputs.
/// Source: M. Cuturi, "Sinkhorn distances", NIPS 2013; facebookresearch/dinov2 b8931f7, loss/dino_clstoken_loss.py, DINOLoss.sinkhorn_knopp_teacher; facebookresearch/swav 06b1b7c, main_swav.py, distributed_sinkhorn.
/// </remarks>
public sealed record Sinkhorn
{
    /// <summary>Gets how often columns and rows are scaled.</summary>
    /// <value>3 (default), as in SwAV and DINOv2; 1 or more.</value>
    public int Iterations { get; init; } = 3;

    /// <summary>Balances a batch of scores.</summary>
    /// <param name="logits">(B, K): this rank's samples, B may differ between ranks and may be 0; kept.</param>
    /// <param name="temperature">Divides the logits; positive.</param>
    /// <param name="collective">The ranks: columns are scaled over the samples of all of them; null for one process.</param>
    /// <returns>(B, K) without gradient, rows sum to 1; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the logits are no matrix.</exception>
    public Tensor Compute(Tensor logits, double temperature, ICollective? collective = null)
    {
        collective ??= SingleProcess.Instance;
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        CropRows.RequireMatrix(nameof(Sinkhorn), logits);
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor log = Embeddings.AtLeastSingle(logits.detach()) / temperature;
        for (int i = 0; i < Iterations; i++)
        {
            log.sub_(OverSamples(log, collective));
            log.sub_(log.logsumexp(1, keepdim: true));
        }

        return log.exp().MoveToOuterDisposeScope();
    }

    // The ranks' logarithms are gathered and summed stably: their exponentials need not fit into a float.
    private static Tensor OverSamples(Tensor log, ICollective collective) => collective.Gather(log.logsumexp(0, keepdim: true)).logsumexp(0, keepdim: true);
}
