using Histo.Ssl.Collectives;
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
            Tensor similarities = Similarities(queries.narrow(0, start, length), memory, table.narrow(0, start, length), out Tensor rows).requires_grad_();
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

    /// <summary>Computes the similarities of anchors with their own lists of bank rows, without gradient.</summary>
    /// <param name="queries">(r, D).</param>
    /// <param name="memory">(N, D).</param>
    /// <param name="table">(r, K) tiles; -1 gives the similarity with tile 0.</param>
    /// <param name="rows">Receives the rows, (r, K, D).</param>
    /// <returns>(r, K).</returns>
    public static Tensor Similarities(Tensor queries, Tensor memory, Tensor table, out Tensor rows)
    {
        rows = memory.index_select(0, table.clamp_min(0).reshape(-1)).to(queries.dtype).view(table.size(0), table.size(1), queries.size(1));
        return rows.bmm(queries.unsqueeze(2)).squeeze(2);
    }

    /// <summary>Computes exp(d / T) inside a set and 0 outside.</summary>
    public static Tensor Exponentials(Tensor similarities, Tensor inside, double temperature) => (similarities / temperature).masked_fill(inside.logical_not(), double.NegativeInfinity).exp();

    /// <summary>The number of rows with an entry in the mean of a term: over all ranks and divided by their number, so that the mean of the ranks' losses is the loss of the whole batch.</summary>
    /// <param name="present">(B, K) where the table has an entry.</param>
    /// <param name="collective">The ranks.</param>
    public static double Rows(Tensor present, ICollective collective)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = present.any(1).sum().to(ScalarType.Float64);
        return Math.Max(collective.Sum(own).item<double>() / collective.WorldSize, 1e-9);
    }
}
