using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>A loss over the similarities of each anchor with its own list of bank rows, with gradient through the anchors, in bounded memory.</summary>
/// <remarks>
/// With d_ij = q_i . m_j the gradient is dL/dq_i = sum_j (dL/d d_ij) m_j: while the bank rows of a few anchors are at hand, d and dL/d d are computed and summed up, then the rows are let go.
/// The result has the loss's value and this gradient; it cannot be differentiated twice.
/// </remarks>
internal static class BankReduction
{
    /// <summary>Computes a part of the loss.</summary>
    /// <param name="start">First anchor of the part.</param>
    /// <param name="similarities">(r, K) in the order of the table; anything where the table has -1.</param>
    /// <param name="positives">(r) similarities that are given; null when there are none.</param>
    /// <returns>Scalar: what the part adds to the loss.</returns>
    public delegate Tensor Part(int start, Tensor similarities, Tensor? positives);

    /// <summary>Computes a loss.</summary>
    /// <param name="unit">(B, D) anchors, with gradient.</param>
    /// <param name="memory">(N, D) bank rows; no gradient flows to them.</param>
    /// <param name="table">(B, K) tiles, -1 for none.</param>
    /// <param name="positives">(B) similarities with a gradient of their own; null for none.</param>
    /// <param name="chunkRows">Anchors at a time.</param>
    /// <param name="part">The loss of some anchors.</param>
    /// <returns>Scalar; the caller disposes it.</returns>
    public static Tensor Compute(Tensor unit, Tensor memory, Tensor table, Tensor? positives, int chunkRows, Part part)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor queries = unit.detach(), slope = zeros_like(queries), value = zeros([], queries.dtype, queries.device);
        Tensor? given = positives?.detach(), givenSlope = given is null ? null : zeros_like(given);
        int anchors = (int)unit.size(0);
        for (int start = 0; start < anchors; start += chunkRows)
        {
            using DisposeScope inner = NewDisposeScope();
            int length = Math.Min(chunkRows, anchors - start);
            Tensor index = table.narrow(0, start, length).clamp_min(0).reshape(-1);
            Tensor rows = memory.index_select(0, index).to(queries.dtype).view(length, table.size(1), queries.size(1));
            Tensor similarities = rows.bmm(queries.narrow(0, start, length).unsqueeze(2)).squeeze(2).requires_grad_();
            Tensor? own = given?.narrow(0, start, length).clone().requires_grad_();
            using (enable_grad())
            {
                Tensor loss = part(start, similarities, own);
                value.add_(loss.detach());
                loss.backward();
            }

            slope.narrow(0, start, length).copy_(similarities.grad!.unsqueeze(1).bmm(rows).squeeze(1));
            if (own is not null)
            {
                givenSlope!.narrow(0, start, length).copy_(own.grad!);
            }
        }

        Tensor linear = (unit * slope).sum();
        linear = positives is null ? linear : linear + (positives * givenSlope!).sum();

        // The value of the loss, the slope of the linear form.
        return (value + (linear - linear.detach())).MoveToOuterDisposeScope();
    }
}
