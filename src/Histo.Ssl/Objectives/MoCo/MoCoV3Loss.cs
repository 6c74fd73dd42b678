using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of MoCo v3: each query must find its key among the keys of the batch, in both directions.</summary>
/// <remarks>
/// With q and k scaled to length 1 and CE the cross entropy with the own key as the class:
/// <code>loss = 2T CE(q1 k2^T / T) + 2T CE(q2 k1^T / T)</code>
/// Keys get no gradient; those of other ranks are gathered. The mean over ranks is the loss of the whole batch. Computed in float32, or in float64 for such queries.
/// Source: X. Chen, S. Xie, K. He, "An empirical study of training self-supervised vision transformers", ICCV 2021; facebookresearch/moco-v3 c349e6e, moco/builder.py, MoCo.contrastive_loss.
/// </remarks>
public sealed record MoCoV3Loss
{
    /// <summary>Name of the term 2T CE(q1 k2^T / T).</summary>
    public const string FirstToSecond = "first_to_second";

    /// <summary>Name of the term 2T CE(q2 k1^T / T).</summary>
    public const string SecondToFirst = "second_to_first";

    /// <summary>Gets the temperature T.</summary>
    /// <value>1 (default), as in the official code; its recipe for vision transformers has 0.2.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Computes the loss.</summary>
    /// <param name="firstQuery">Predictor outputs of view 0, (N, D), any length; kept.</param>
    /// <param name="secondQuery">Predictor outputs of view 1, (N, D); kept.</param>
    /// <param name="firstKey">Teacher projections of view 0, (N, D); detached; kept.</param>
    /// <param name="secondKey">Teacher projections of view 1, (N, D); detached; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <param name="excludedSecond">Bool (N, N ranks), true where a key of view 1 must not be a negative of a query of view 0; own keys stay; null for none; kept.</param>
    /// <param name="excludedFirst">The same for keys of view 0 and queries of view 1.</param>
    /// <returns>Loss and the terms <see cref="FirstToSecond"/> and <see cref="SecondToFirst"/>, whose sum it is; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape, or there are fewer than two rows.</exception>
    public LossResult Compute(
        Tensor firstQuery, Tensor secondQuery, Tensor firstKey, Tensor secondKey, ICollective? collective = null, Tensor? excludedSecond = null, Tensor? excludedFirst = null)
    {
        collective ??= SingleProcess.Instance;
        Embeddings.RequireAlike(nameof(MoCoV3Loss), collective.WorldSize > 1 ? 1 : 2, firstQuery, secondQuery, firstKey, secondKey);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = Direction(firstQuery, secondKey, collective, excludedSecond), second = Direction(secondQuery, firstKey, collective, excludedFirst);
        var terms = new Dictionary<string, Tensor> { [FirstToSecond] = first, [SecondToFirst] = second };
        return new LossResult(first + second, terms).MoveToOuterDisposeScope();
    }

    private Tensor Direction(Tensor query, Tensor key, ICollective collective, Tensor? excluded)
    {
        long rows = query.size(0), all = rows * collective.WorldSize, start = rows * collective.Rank;
        Embeddings.RequireMask(nameof(MoCoV3Loss), excluded, rows, all);
        Tensor logits = Embeddings.Unit(query).mm(collective.Gather(Embeddings.Unit(key.detach())).t()) / Temperature;
        Tensor positive = logits.narrow(1, start, rows).diagonal();
        if (excluded is not null)
        {
            Tensor own = arange(start, start + rows, device: logits.device).unsqueeze(1) == arange(all, device: logits.device);
            logits = logits.masked_fill(excluded.logical_and(own.logical_not()), double.NegativeInfinity);
        }

        return (logits.logsumexp(1) - positive).mean() * (2 * Temperature);
    }
}
