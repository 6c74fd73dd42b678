using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of VICReg: two views agree (invariance), each dimension keeps its spread (variance), dimensions are uncorrelated (covariance).</summary>
/// <remarks>
/// <code>
/// invariance = mean over rows and dimensions of (x - y)^2                                   (rows of this rank)
/// variance   = 1/2 mean_j relu(1 - sqrt(Var(x_j) + Epsilon)) + the same for y               (rows of all ranks, unbiased variance)
/// covariance = (sum_{i != j} Cov(x)_ij^2 + sum_{i != j} Cov(y)_ij^2) / D                    (rows of all ranks, divided by N - 1)
/// </code>
/// Inputs are raw projections: nothing is normalised. Rows are gathered over the ranks with gradient. solo-learn does not halve the variance: set <see cref="VarianceWeight"/> to 50 for its loss.
/// Constant inputs with x = y cost 24.75. Computed in float32, or in float64 for such inputs.
/// Source: A. Bardes, J. Ponce, Y. LeCun, "VICReg", ICLR 2022; facebookresearch/vicreg 4e12602, main_vicreg.py, VICReg.forward.
/// </remarks>
public sealed record VicRegLoss
{
    /// <summary>Name of the invariance term.</summary>
    public const string Invariance = "invariance";

    /// <summary>Name of the variance term.</summary>
    public const string Variance = "variance";

    /// <summary>Name of the covariance term.</summary>
    public const string Covariance = "covariance";

    /// <summary>Gets the weight of the invariance.</summary>
    /// <value>25 (default).</value>
    public double InvarianceWeight { get; init; } = 25;

    /// <summary>Gets the weight of the variance.</summary>
    /// <value>25 (default).</value>
    public double VarianceWeight { get; init; } = 25;

    /// <summary>Gets the weight of the covariance.</summary>
    /// <value>1 (default).</value>
    public double CovarianceWeight { get; init; } = 1;

    /// <summary>Gets what is added to the variance under the root; it bounds the gradient where a dimension is constant.</summary>
    /// <value>1e-4 (default).</value>
    public double Epsilon { get; init; } = 1e-4;

    /// <summary>Computes the loss.</summary>
    /// <param name="first">Projections of view 0, (N, D); kept.</param>
    /// <param name="second">Projections of view 1, (N, D): row i belongs to row i; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>Loss and the terms <see cref="Invariance"/>, <see cref="Variance"/> and <see cref="Covariance"/>; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ or there are fewer than two rows.</exception>
    public LossResult Compute(Tensor first, Tensor second, ICollective? collective = null)
    {
        collective ??= SingleProcess.Instance;
        Embeddings.RequirePair(nameof(VicRegLoss), first, second, collective.WorldSize);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Embeddings.AtLeastSingle(first), y = Embeddings.AtLeastSingle(second);
        Tensor invariance = (x - y).square().mean();
        (Tensor varianceX, Tensor covarianceX) = Spread(collective.Gather(x));
        (Tensor varianceY, Tensor covarianceY) = Spread(collective.Gather(y));
        Tensor variance = varianceX + varianceY, covariance = covarianceX + covarianceY;
        var terms = new Dictionary<string, Tensor> { [Invariance] = invariance, [Variance] = variance, [Covariance] = covariance };
        Tensor loss = (InvarianceWeight * invariance) + (VarianceWeight * variance) + (CovarianceWeight * covariance);
        return new LossResult(loss, terms).MoveToOuterDisposeScope();
    }

    private (Tensor Variance, Tensor Covariance) Spread(Tensor z)
    {
        double free = z.size(0) - 1, dimensions = z.size(1);
        Tensor centred = z - z.mean([0L]);
        Tensor deviation = ((centred.square().sum(dim: 0) / free) + Epsilon).sqrt();
        Tensor covariance = centred.t().mm(centred) / free;
        return ((1 - deviation).relu().mean() / 2, Embeddings.OffDiagonal(covariance).square().sum() / dimensions);
    }
}
