using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of MoCo v1 and v2: each query must find its key among that key and a queue of older ones.</summary>
/// <remarks>
/// With q and k scaled to length 1:
/// <code>loss = mean_i [ log( exp(q_i.k_i / T) + sum_j exp(q_i.queue_j / T) ) - q_i.k_i / T ]</code>
/// Keys and queue get no gradient. Rows of this rank only: the mean over ranks is the loss of the whole batch. Computed in float32, or in float64 for such queries.
/// Source: K. He et al., "Momentum contrast", CVPR 2020; X. Chen et al., arXiv 2003.04297; facebookresearch/moco 132aea9, moco/builder.py, MoCo.forward.
/// </remarks>
public sealed record MoCoV2Loss
{
    /// <summary>Name of the term mean_i q_i.k_i.</summary>
    public const string Alignment = "alignment";

    /// <summary>Name of the term mean_i log(exp(q_i.k_i / T) + sum_j exp(q_i.queue_j / T)).</summary>
    public const string LogDenominator = "log_denominator";

    /// <summary>Gets the temperature T.</summary>
    /// <value>0.2 (default), the --moco-t of the v2 recipe (recalled, not verified). The official code's default, 0.07, is that of v1; NearbyPatchCL uses 0.07 on histology.</value>
    public double Temperature { get; init; } = 0.2;

    /// <summary>Computes the logits: the own key in column 0, then the queue.</summary>
    /// <param name="query">Projections of the queries, (N, D), any length; kept.</param>
    /// <param name="key">The teacher's projections of their keys, (N, D), any length; detached; kept.</param>
    /// <param name="queue">(D, K) columns of length 1; detached; kept. Backward reads it: it must not change before.</param>
    /// <param name="excluded">Bool (N, K), true where a queued key must not be a negative of a query: minus infinity; null for none; kept.</param>
    /// <returns>(N, 1 + K) with gradient for the queries; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public Tensor Logits(Tensor query, Tensor key, Tensor queue, Tensor? excluded = null)
    {
        Embeddings.RequireAlike(nameof(MoCoV2Loss), 1, query, key);
        ArgumentNullException.ThrowIfNull(queue);
        if (queue.dim() != 2 || queue.size(0) != query.size(1) || queue.size(1) < 1)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the queue does not fit the queries", nameof(MoCoV2Loss), $"[{string.Join(", ", queue.shape)}]", $"[{query.size(1)}, K]");
        }

        Embeddings.RequireMask(nameof(MoCoV2Loss), excluded, query.size(0), queue.size(1));
        using DisposeScope scope = NewDisposeScope();
        Tensor q = Embeddings.Unit(query), k = Embeddings.Unit(key.detach());
        Tensor positive = (q * k).sum(dim: 1, keepdim: true), negative = q.mm(queue.detach().to(q.dtype));
        negative = excluded is null ? negative : negative.masked_fill(excluded, double.NegativeInfinity);
        return (cat([positive, negative], 1) / Temperature).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="query">As in <see cref="Logits"/>.</param>
    /// <param name="key">As in <see cref="Logits"/>.</param>
    /// <param name="queue">As in <see cref="Logits"/>.</param>
    /// <param name="excluded">As in <see cref="Logits"/>.</param>
    /// <returns>Loss = <see cref="LogDenominator"/> - <see cref="Alignment"/> / T and these terms; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public LossResult Compute(Tensor query, Tensor key, Tensor queue, Tensor? excluded = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Logits(query, key, queue, excluded);
        Tensor positive = logits.select(1, 0), denominator = logits.logsumexp(1);
        var terms = new Dictionary<string, Tensor> { [Alignment] = positive.mean() * Temperature, [LogDenominator] = denominator.mean() };
        return new LossResult((denominator - positive).mean(), terms).MoveToOuterDisposeScope();
    }
}
