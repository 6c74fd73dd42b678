using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Scaled cosine error of reconstructed features: the mean over rows of (1 - cos(x, y))^gamma.</summary>
/// <remarks>Lengths are clamped at 1e-12, 1 - cos at 0 where gamma is not whole. Source: Z. Hou et al., "GraphMAE", KDD 2022; GraphMAE b14f080 graphmae/models/loss_func.py sce_loss.</remarks>
public sealed record ScaledCosineError
{
    /// <summary>Gets the exponent: larger values pay less attention to what is reconstructed well.</summary>
    /// <value>1 or more; 1 (default).</value>
    public double Gamma { get; init; } = 1;

    /// <summary>Computes the loss.</summary>
    /// <param name="reconstructed">(M, D) with gradient; kept.</param>
    /// <param name="target">(M, D); kept. Has a gradient when it wants one.</param>
    /// <returns>A scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes differ, or there is no row.</exception>
    public Tensor Compute(Tensor reconstructed, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(reconstructed);
        ArgumentNullException.ThrowIfNull(target);
        if (reconstructed.dim() != 2 || reconstructed.size(0) == 0 || !reconstructed.shape.SequenceEqual(target.shape))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the loss compares two matrices of one shape", nameof(ScaledCosineError), $"[{string.Join(", ", reconstructed.shape)}] and [{string.Join(", ", target.shape)}]", "[M, D] twice, M of 1 or more");
        }

        using DisposeScope scope = NewDisposeScope();
        // Squares of a half's numbers leave its range.
        (reconstructed, target) = (Wide(reconstructed), Wide(target));

        // As products of rows, not as a product of normalised matrices: nothing of their size is kept for the gradient but the two themselves.
        Tensor products = reconstructed.unsqueeze(1).bmm(target.unsqueeze(2)).reshape(-1), error = 1 - (products / (Lengths(reconstructed) * Lengths(target)));
        error = Gamma == 1 ? error : Gamma == Math.Floor(Gamma) ? error.pow(Gamma) : error.clamp(min: 0).pow(Gamma);
        return error.mean().MoveToOuterDisposeScope();
    }

    private static Tensor Wide(Tensor rows) => rows.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? rows.to(ScalarType.Float32) : rows;

    private static Tensor Lengths(Tensor rows) => linalg.vector_norm(rows, 2, [1]).clamp_min(1e-12);
}
