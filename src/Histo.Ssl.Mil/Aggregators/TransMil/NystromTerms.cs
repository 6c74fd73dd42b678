using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What Nystrom attention makes of a sequence of n tokens, padded in front to n' = m l with rows of zeros: K1 = softmax(q k~^T), K3 = softmax(q~ k^T) and the pseudo-inverse Z of softmax(q~ k~^T), over sqrt(d).</summary>
/// <remarks>Neither K1 nor K3 is ever stored whole where the fused attention of libtorch applies, and nothing has n x n elements.</remarks>
/// <param name="Queries">(1, H, n', d), not scaled.</param>
/// <param name="Keys">(1, H, n', d).</param>
/// <param name="Values">(1, H, n', d).</param>
/// <param name="QueryLandmarks">(1, H, m, d): means of l consecutive queries, zeros of the padding included.</param>
/// <param name="KeyLandmarks">(1, H, m, d): likewise.</param>
/// <param name="Inverse">(1, H, m, m).</param>
/// <param name="Tokens">Number of tokens n without the padding.</param>
internal sealed record NystromTerms(Tensor Queries, Tensor Keys, Tensor Values, Tensor QueryLandmarks, Tensor KeyLandmarks, Tensor Inverse, long Tokens)
{
    // Rows of K3 that are held at once when a row of the attention is asked for.
    private const long Block = 32;

    /// <summary>Computes K1 Z (K3 v), (1, H, n', d); the caller disposes it.</summary>
    public Tensor Mixed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gathered = nn.functional.scaled_dot_product_attention(QueryLandmarks, Keys, Values);
        return nn.functional.scaled_dot_product_attention(Queries, KeyLandmarks, Inverse.matmul(gathered)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the first token's row of K1 Z K3 over the n real tokens, without gradient: (H, n); the caller disposes it.</summary>
    /// <remarks>O(n m) time, O(n) memory. Numbers may be below 0, and rows do not sum to 1: Z is no attention, and what fell on the padding is left out.</remarks>
    public Tensor FirstRow()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        double scale = 1 / Math.Sqrt(Queries.size(3));
        long padding = Keys.size(2) - Tokens;
        Tensor first = Queries[0].narrow(1, padding, 1) * scale;
        Tensor weights = first.matmul(KeyLandmarks[0].transpose(1, 2)).softmax(-1).matmul(Inverse[0]);
        Tensor row = zeros(Queries.size(1), 1, Tokens, dtype: Queries.dtype, device: Queries.device);
        for (long start = 0; start < QueryLandmarks.size(2); start += Block)
        {
            using DisposeScope step = NewDisposeScope();
            long count = Math.Min(Block, QueryLandmarks.size(2) - start);
            Tensor third = (QueryLandmarks[0].narrow(1, start, count) * scale).matmul(Keys[0].transpose(1, 2)).softmax(-1);
            row.add_(weights.narrow(2, start, count).matmul(third.narrow(2, padding, Tokens)));
        }

        return row.squeeze(1).MoveToOuterDisposeScope();
    }
}
