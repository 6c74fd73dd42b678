using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The iterative pseudo-inverse of Nystrom attention.</summary>
/// <remarks>
/// Z0 = A^T / (largest absolute row sum times largest absolute column sum), both maxima over all matrices of the batch; then Z &lt;- Z (13 I - A Z (15 I - A Z (7 I - A Z))) / 4.
/// Where row sums tie, the gradient of the maxima is shared among them and depends on rounding; in an attention block this part cancels.
/// Source: Y. Xiong et al., "Nystromformer", AAAI 2021; lucidrains/nystrom-attention, moore_penrose_iter_pinv (as shipped in dazhangyu123/ACMIL e53d19c, architecture/nystrom_attention.py).
/// </remarks>
internal static class PseudoInverse
{
    /// <summary>Computes the pseudo-inverses of square matrices.</summary>
    /// <param name="matrices">(..., m, m), with gradient; kept.</param>
    /// <param name="steps">Number of iterations, 0 or more.</param>
    /// <returns>(..., m, m); the caller disposes it.</returns>
    public static Tensor Iterate(Tensor matrices, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor absolute = matrices.abs();
        Tensor scale = absolute.sum(dim: -1).max() * absolute.sum(dim: -2).max();
        Tensor inverse = matrices.transpose(-1, -2) / scale;
        Tensor one = eye(matrices.size(-1), dtype: matrices.dtype, device: matrices.device);
        for (int i = 0; i < steps; i++)
        {
            Tensor product = matrices.matmul(inverse);
            Tensor inner = (one * 15) - product.matmul((one * 7) - product);
            inverse = inverse.matmul((one * 13) - product.matmul(inner)) * 0.25;
        }

        return inverse.MoveToOuterDisposeScope();
    }
}
