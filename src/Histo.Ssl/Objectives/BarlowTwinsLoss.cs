using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of Barlow Twins: the cross-correlation of two views over the batch is pulled to the identity matrix.</summary>
/// <remarks>
/// With z standardised for each view and dimension over the whole batch (biased variance plus <see cref="Epsilon"/>), C = zA^T zB / N:
/// <code>loss = Scale (sum_i (C_ii - 1)^2 + Lambda sum_{i != j} C_ij^2)</code>
/// Means, variances and C are summed over the ranks with gradient, so ranks together give the loss of the whole batch (the official code sums C without gradient; its synchronised batch norm does the rest).
/// A constant dimension has z = 0 and costs exactly 1 on the diagonal. Computed in float32, or in float64 for such inputs.
/// Source: J. Zbontar et al., "Barlow Twins", ICML 2021; facebookresearch/barlowtwins 8e8d284, main.py, BarlowTwins.forward.
/// </remarks>
public sealed record BarlowTwinsLoss
{
    /// <summary>Name of the term sum_i (C_ii - 1)^2.</summary>
    public const string OnDiagonal = "on_diagonal";

    /// <summary>Name of the term sum_{i != j} C_ij^2.</summary>
    public const string OffDiagonal = "off_diagonal";

    /// <summary>Gets the weight of the entries off the diagonal.</summary>
    /// <value>0.0051 (default), as in the official code.</value>
    public double Lambda { get; init; } = 0.0051;

    /// <summary>Gets a factor on the whole loss.</summary>
    /// <value>1 (default), as in the official code. solo-learn multiplies by 0.025 (<c>scale_loss</c>).</value>
    public double Scale { get; init; } = 1;

    /// <summary>Gets what is added to the variance before its root is taken.</summary>
    /// <value>1e-5 (default), that of batch normalisation.</value>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Computes the loss.</summary>
    /// <param name="first">Projections of view 0, (N, D); kept.</param>
    /// <param name="second">Projections of view 1, (N, D): row i belongs to row i; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>Loss and the terms <see cref="OnDiagonal"/> and <see cref="OffDiagonal"/>; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there are fewer than two rows.</exception>
    public LossResult Compute(Tensor first, Tensor second, ICollective? collective = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor correlation = CrossCorrelation(first, second, collective);
        Tensor on = (correlation.diagonal() - 1).square().sum();
        Tensor off = Embeddings.OffDiagonal(correlation).square().sum();
        var terms = new Dictionary<string, Tensor> { [OnDiagonal] = on, [OffDiagonal] = off };
        return new LossResult((on + (Lambda * off)) * Scale, terms).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the cross-correlation of two views over the batch.</summary>
    /// <param name="first">Projections of view 0, (N, D); kept.</param>
    /// <param name="second">Projections of view 1, (N, D); kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>(D, D) with gradient, entries within -1 to 1; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there are fewer than two rows.</exception>
    public Tensor CrossCorrelation(Tensor first, Tensor second, ICollective? collective = null)
    {
        collective ??= SingleProcess.Instance;
        Embeddings.RequirePair(nameof(BarlowTwinsLoss), first, second, collective.WorldSize);
        using DisposeScope scope = NewDisposeScope();
        double rows = (double)first.size(0) * collective.WorldSize;
        Tensor a = Standardise(Embeddings.AtLeastSingle(first), rows, collective);
        Tensor b = Standardise(Embeddings.AtLeastSingle(second), rows, collective);
        return (collective.Sum(a.t().mm(b)) / rows).MoveToOuterDisposeScope();
    }

    private Tensor Standardise(Tensor z, double rows, ICollective collective)
    {
        Tensor centred = z - (collective.Sum(z.sum(dim: 0)) / rows);
        Tensor variance = collective.Sum(centred.square().sum(dim: 0)) / rows;
        return centred * (variance + Epsilon).rsqrt();
    }
}
