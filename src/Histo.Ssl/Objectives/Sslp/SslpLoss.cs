using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of SSLP: each anchor is pulled to its own embedding, to its neighbours on the slide and to its neighbours in feature space, and pushed from negatives of the bank.</summary>
/// <remarks>
/// With q the unit embeddings, m the bank's rows, d = q . m, s = exp(d / T), S a sum of s over a set:
/// <code>
/// L_self  = mean of -log softmax([d_own ; d_negatives] / T) at the first place
/// L_intra = mean of -log(S_intra / (S_intra + S_negatives) + Floor)
/// L_inter = mean of -log(sum over the inter set of s / (s + S_negatives) + Floor)         (can be below 0)
/// loss    = L_self + w (L_intra + L_inter)
/// </code>
/// Gradients flow through q (and the positives that are given), never to the bank. Memory beyond the tables: <see cref="ChunkRows"/> x their width x D. Computed in float32, or in float64 for such inputs.
/// Anchors with an empty set are left out of the mean of that term; <see cref="CodeCompatible"/> counts them as the authors' code does.
/// Source: J. Li, T. Lin, Y. Xu, "SSLP", MICCAI 2021 (whose text was not at hand); HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL.forward_train, heads/contrastive_head.py.
/// </remarks>
public sealed record SslpLoss
{
    /// <summary>Name of the term L_self.</summary>
    public const string Self = "self";

    /// <summary>Name of the term L_intra.</summary>
    public const string Intra = "intra";

    /// <summary>Name of the term L_inter.</summary>
    public const string Inter = "inter";

    /// <summary>Gets T.</summary>
    /// <value>0.07 (default).</value>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Gets what is added inside the logarithms of the intra and inter term.</summary>
    /// <value>1e-7 (default), as in the authors' code.</value>
    public double Floor { get; init; } = 1e-7;

    /// <summary>Gets whether an anchor with an empty set counts in the mean with -log(Floor), a constant of 16.118 without gradient, as in the authors' code.</summary>
    /// <value>False (default): it is left out.</value>
    public bool CodeCompatible { get; init; }

    /// <summary>Gets how many anchors are computed at once.</summary>
    /// <value>4 (default): 25 MB of bank rows with 3 x 4,096 negatives of length 128. Has no influence on results beyond rounding.</value>
    public int ChunkRows { get; init; } = 4;

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">(B, D) projections of any length; kept.</param>
    /// <param name="memory">(N, D) unit rows; kept.</param>
    /// <param name="sets">Which rows each anchor is compared with; kept.</param>
    /// <param name="weight">w, the weight of the intra and inter term.</param>
    /// <param name="positives">(B, D) projections that the self term pulls together with the anchors, in place of the bank's own rows; kept. Null for the bank's.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>Loss with gradient; the terms <see cref="Self"/>, <see cref="Intra"/> and <see cref="Inter"/>, unweighted and without gradient. The caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes do not fit.</exception>
    public LossResult Compute(Tensor embeddings, Tensor memory, SslpSets sets, double weight, Tensor? positives = null, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        BankShapes.Require(nameof(SslpLoss), embeddings, memory, positives, sets.Own, sets.Intra, sets.Inter, sets.SelfNegatives, sets.IntraNegatives, sets.InterNegatives);
        collective ??= SingleProcess.Instance;
        using DisposeScope scope = NewDisposeScope();
        Tensor unit = Embeddings.Unit(Embeddings.AtLeastSingle(embeddings));
        Tensor? together = positives is null ? null : (unit * Embeddings.Unit(Embeddings.AtLeastSingle(positives))).sum(dim: 1);
        Tensor[] tables = [sets.Own, sets.Intra, sets.Inter, sets.SelfNegatives, sets.IntraNegatives, sets.InterNegatives];
        Tensor table = cat(tables, 1), present = table >= 0;
        long[] widths = [.. tables.Select(each => each.size(1))];
        double rows = embeddings.size(0), intraRows = CodeCompatible ? rows : BankReduction.Rows(sets.Intra >= 0, collective), interRows = CodeCompatible ? rows : BankReduction.Rows(sets.Inter >= 0, collective);
        Tensor[] terms = [.. Enumerable.Range(0, 3).Select(_ => zeros([], unit.dtype, unit.device))];
        Tensor loss = BankReduction.Compute(unit, memory, table, together, ChunkRows, (start, similarities, own) =>
        {
            Tensor[] d = similarities.split(widths, 1), inside = present.narrow(0, start, similarities.size(0)).split(widths, 1);
            Tensor positive = own?.unsqueeze(1) ?? d[0];
            Tensor self = SelfTerm(positive, d[3], inside[3]).sum() / rows;
            Tensor intra = IntraTerm(d[1], inside[1], Sum(d[4], inside[4])).sum() / intraRows;
            Tensor inter = InterTerm(d[2], inside[2], Sum(d[5], inside[5])).sum() / interRows;
            terms[0].add_(self.detach());
            terms[1].add_(intra.detach());
            terms[2].add_(inter.detach());
            return self + (weight * (intra + inter));
        });
        var named = new Dictionary<string, Tensor> { [Self] = terms[0], [Intra] = terms[1], [Inter] = terms[2] };
        return new LossResult(loss, named).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the sum of exp(d / T) over a set, for each anchor.</summary>
    /// <param name="similarities">(r, n) similarities.</param>
    /// <param name="inside">(r, n) whether there is one.</param>
    /// <returns>(r); the caller disposes it.</returns>
    internal Tensor Sum(Tensor similarities, Tensor inside) => Exponentials(similarities, inside).sum(dim: 1);

    private Tensor Exponentials(Tensor similarities, Tensor inside) => BankReduction.Exponentials(similarities, inside, Temperature);

    private Tensor SelfTerm(Tensor positive, Tensor negatives, Tensor inside)
    {
        Tensor logits = cat([positive, negatives.masked_fill(inside.logical_not(), double.NegativeInfinity)], 1) / Temperature;
        return logits.logsumexp(1) - logits.select(1, 0);
    }

    private Tensor IntraTerm(Tensor similarities, Tensor inside, Tensor negatives)
    {
        Tensor positive = Sum(similarities, inside);
        return Drop(positive / (positive + negatives).clamp_min(1e-30), inside);
    }

    private Tensor InterTerm(Tensor similarities, Tensor inside, Tensor negatives)
    {
        Tensor positive = Exponentials(similarities, inside);
        return Drop((positive / (positive + negatives.unsqueeze(1)).clamp_min(1e-30)).sum(dim: 1), inside);
    }

    private Tensor Drop(Tensor share, Tensor inside)
    {
        Tensor cost = -(share + Floor).log();
        return CodeCompatible ? cost : cost.masked_fill(inside.any(1).logical_not(), 0);
    }
}
