using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>A spread regulariser from a kernel density estimate: pathology models use it instead of <see cref="KoLeoLoss"/>, because near-duplicate tiles do not make its gradient explode.</summary>
/// <remarks>
/// <code>u = x / |x|;   loss = mean over i of log sum over j of exp(Concentration u_i . u_j)      (j = i included)</code>
/// This is the mean logarithm of a density: minimising it lowers the density and spreads the embeddings. A public implementation returns the negative and adds it with a positive weight, which draws them together.
/// Equal vectors cost Concentration + log N, the most. Neighbours are those of this rank. Computed in float32, or in float64 for such inputs.
/// Source: a reconstruction: Virchow2 (arXiv 2408.00738) and Midnight name the regulariser; form, kappa 5 and weight 0.05 are those of public re-implementations (MedARC-AI/OpenMidnight, kde_loss_weight), with the sign put right.
/// </remarks>
public sealed record KdeLoss
{
    /// <summary>Gets kappa, the concentration of the kernel.</summary>
    /// <value>5 (default).</value>
    public double Concentration { get; init; } = 5;

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">(N, D), not yet normalised, N of 1 or more; kept.</param>
    /// <returns>Scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: this is no batch of embeddings.</exception>
    public Tensor Compute(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.size(0) < 1 || embeddings.size(1) < 1)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the loss needs a batch of embeddings", nameof(KdeLoss), $"[{string.Join(", ", embeddings.shape)}]", "[N, D]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor unit = nn.functional.normalize(Embeddings.AtLeastSingle(embeddings), dim: 1);
        return (unit.matmul(unit.t()) * Concentration).logsumexp(1).mean().MoveToOuterDisposeScope();
    }
}
