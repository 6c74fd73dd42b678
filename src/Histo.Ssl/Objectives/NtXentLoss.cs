using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of SimCLR (normalised temperature-scaled cross entropy): each row must find its other view among all rows.</summary>
/// <remarks>
/// With u the 2N rows of both views scaled to length 1 and a+ the other view of a:
/// <code>loss = -(1 / 2N) sum_a [ u_a.u_a+ / T - log sum_{c != a} exp(u_a.u_c / T) ]</code>
/// It is <see cref="SupConLoss"/> without labels, divided by T / T0. Rows of other ranks are gathered with gradient, so the mean over ranks is the loss of the whole batch. Identical rows cost log(2N - 1).
/// Source: T. Chen et al., "A simple framework for contrastive learning of visual representations", ICML 2020; lightly-ai/lightly e8d317fc, lightly/loss/ntx_ent_loss.py, NTXentLoss.
/// </remarks>
public sealed record NtXentLoss
{
    /// <summary>Name of the term mean_a u_a.u_a+.</summary>
    public const string Alignment = SupConLoss.Alignment;

    /// <summary>Name of the term mean_a log sum_{c != a} exp(u_a.u_c / T).</summary>
    public const string LogDenominator = SupConLoss.LogDenominator;

    /// <summary>Gets the temperature T.</summary>
    /// <value>0.5 (default), as in lightly and the official code's CIFAR recipe; 0.1 in solo-learn and in SGCL's Camelyon runs.</value>
    public double Temperature { get; init; } = 0.5;

    /// <summary>Computes the loss.</summary>
    /// <param name="first">Projections of view 0, (N, D); kept.</param>
    /// <param name="second">Projections of view 1, (N, D): row i belongs to row i; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <param name="excluded">Bool (2N, 2N ranks), true where a row must not be a negative of an anchor: view 0 before view 1 in rows and columns, columns within a view rank by rank. Positives stay. Null for none; kept.</param>
    /// <returns>Loss = <see cref="LogDenominator"/> - <see cref="Alignment"/> / T and these terms; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there are fewer than two rows.</exception>
    public LossResult Compute(Tensor first, Tensor second, ICollective? collective = null, Tensor? excluded = null)
    {
        Embeddings.RequirePair(nameof(NtXentLoss), first, second, collective?.WorldSize ?? 1);
        using DisposeScope scope = NewDisposeScope();
        var loss = new SupConLoss { Temperature = Temperature, BaseTemperature = Temperature };
        LossResult result = loss.Compute(stack([first, second], 1), null, collective, excluded);
        return new LossResult(result.Loss, new Dictionary<string, Tensor> { [Alignment] = result.Terms[Alignment], [LogDenominator] = result.Terms[LogDenominator] }).MoveToOuterDisposeScope();
    }
}
