using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of SGCL, the journal's successor of SSLP: a self term with many random negatives, and one term for both kinds of neighbours.</summary>
/// <remarks>
/// With d, s and S as in <see cref="SslpLoss"/> and A the sum of s over the positives:
/// <code>
/// L_self   = mean of -log softmax([d_own ; d_random] / SelfTemperature) at the first place
/// L_merged = mean of -log(A / (A + S_negatives) + Floor)
/// loss     = L_self + w L_merged
/// </code>
/// The negatives of the merged term carry no gradient, not even to the anchors. Anchors without positives are left out of its mean. Gradients never flow to the bank.
/// The multi-crop form (four quadrants with a bank each) is left out. The floor and the weight w are taken from SSLP: a reconstruction.
/// Source: T. Lin et al., "SGCL", Medical Image Analysis 2023 (whose text was not at hand); HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL2.
/// </remarks>
public sealed record SgclLoss
{
    /// <summary>Name of the term L_self.</summary>
    public const string Self = "self";

    /// <summary>Name of the term L_merged.</summary>
    public const string Merged = "merged";

    /// <summary>Gets the temperature of the self term.</summary>
    /// <value>0.2 (default).</value>
    public double SelfTemperature { get; init; } = 0.2;

    /// <summary>Gets the temperature of the merged term.</summary>
    /// <value>0.07 (default).</value>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Gets what is added inside the logarithm of the merged term.</summary>
    /// <value>1e-7 (default).</value>
    public double Floor { get; init; } = 1e-7;

    /// <summary>Gets whether every bank row that is no positive adds 1 to the denominator, as in the authors' code.</summary>
    /// <value>False (default).</value>
    public bool CodeDenominator { get; init; }

    /// <summary>Gets how many anchors are computed at once.</summary>
    /// <value>4 (default). Has no influence on results beyond rounding.</value>
    public int ChunkRows { get; init; } = 4;

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">(B, D) projections of any length; kept.</param>
    /// <param name="memory">(N, D) unit rows; kept.</param>
    /// <param name="sets">Which rows each anchor is compared with; kept.</param>
    /// <param name="weight">w, the weight of the merged term.</param>
    /// <param name="positives">(B, D) projections that the self term pulls together with the anchors, in place of the bank's own rows; kept. Null for the bank's.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>Loss with gradient; the terms <see cref="Self"/> and <see cref="Merged"/>, unweighted and without gradient. The caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes do not fit.</exception>
    public LossResult Compute(Tensor embeddings, Tensor memory, SgclSets sets, double weight, Tensor? positives = null, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        BankShapes.Require(nameof(SgclLoss), embeddings, memory, positives, sets.Own, sets.Positives, sets.Negatives);
        using DisposeScope scope = NewDisposeScope();
        Tensor unit = Embeddings.Unit(Embeddings.AtLeastSingle(embeddings));
        Tensor together = Embeddings.Unit(positives is null ? memory.index_select(0, sets.Own.select(1, 0)).to(unit.dtype) : Embeddings.AtLeastSingle(positives));
        Tensor random = memory.index_select(0, sets.SelfNegatives).to(unit.dtype);
        Tensor logits = cat([(unit * together).sum(dim: 1, keepdim: true), unit.mm(random.t())], 1) / SelfTemperature;
        Tensor self = (logits.logsumexp(1) - logits.select(1, 0)).mean();

        Tensor present = sets.Positives >= 0, others = Others(unit.detach(), memory, sets);
        double rows = BankReduction.Rows(present, collective ?? SingleProcess.Instance);
        Tensor merged = BankReduction.Compute(unit, memory, sets.Positives, null, ChunkRows, (start, similarities, _) =>
        {
            long length = similarities.size(0);
            Tensor inside = present.narrow(0, start, length), sum = BankReduction.Exponentials(similarities, inside, Temperature).sum(dim: 1);
            Tensor cost = -((sum / (sum + others.narrow(0, start, length)).clamp_min(1e-30)) + Floor).log();
            return cost.masked_fill(inside.any(1).logical_not(), 0).sum() / rows;
        });
        var terms = new Dictionary<string, Tensor> { [Self] = self.detach(), [Merged] = merged.detach() };
        return new LossResult(self + (weight * merged), terms).MoveToOuterDisposeScope();
    }

    /// <summary>What stands in the denominator beside the positives, (B).</summary>
    private Tensor Others(Tensor unit, Tensor memory, SgclSets sets)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor sums = zeros(unit.size(0), unit.dtype, unit.device);
        for (long start = 0; start < unit.size(0); start += ChunkRows)
        {
            using DisposeScope inner = NewDisposeScope();
            long length = Math.Min(ChunkRows, unit.size(0) - start);
            Tensor table = sets.Negatives.narrow(0, start, length);
            Tensor similarities = BankReduction.Similarities(unit.narrow(0, start, length), memory, table, out _);
            sums.narrow(0, start, length).copy_(BankReduction.Exponentials(similarities, table >= 0, Temperature).sum(dim: 1));
        }

        return (CodeDenominator ? sums + (memory.size(0) - (sets.Positives >= 0).sum(1)) : sums).MoveToOuterDisposeScope();
    }
}
