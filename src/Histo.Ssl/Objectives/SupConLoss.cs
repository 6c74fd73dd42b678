using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The supervised contrastive loss: every row is drawn to all rows of its label and pushed away from the others.</summary>
/// <remarks>
/// With u the embeddings scaled to length 1, P(a) the other rows of a's label and c over all rows but a:
/// <code>loss = -(T / T0) mean_a 1/|P(a)| sum_{p in P(a)} [ u_a.u_p / T - log sum_{c != a} exp(u_a.u_c / T) ]</code>
/// An anchor without positives counts as 0 in the mean. With <see cref="SupConDenominator.NegativesOnly"/> the inner sum leaves P(a) out; an anchor that has no negatives then counts as 0 too (the published code
/// gives infinity there). Rows of other ranks are gathered with gradient. Computed in float32, or in float64 for such inputs.
/// Source: P. Khosla et al., "Supervised contrastive learning", NeurIPS 2020; HobbitLong/SupContrast 66a8fe5, losses.py, SupConLoss; nvtien457/NearbyPatchCL faebc6a, losses/nearby.py, NNSupConLoss.
/// </remarks>
public sealed record SupConLoss
{
    /// <summary>Name of the term: mean over anchors of the mean cosine with their positives.</summary>
    public const string Alignment = "alignment";

    /// <summary>Name of the term: mean over anchors of log sum_c exp(u_a.u_c / T).</summary>
    public const string LogDenominator = "log_denominator";

    /// <summary>Name of the term: mean number of positives of an anchor.</summary>
    public const string Positives = "positives";

    /// <summary>Gets the temperature T.</summary>
    /// <value>0.07 (default), as in the official code; its read-me runs use 0.1.</value>
    public double Temperature { get; init; } = 0.07;

    /// <summary>Gets the base temperature T0, a factor 1 / T0 on the loss.</summary>
    /// <value>0.07 (default), as in the official code.</value>
    public double BaseTemperature { get; init; } = 0.07;

    /// <summary>Gets which rows are anchors.</summary>
    /// <value><see cref="SupConContrast.All"/> (default).</value>
    public SupConContrast Contrast { get; init; } = SupConContrast.All;

    /// <summary>Gets what positives are weighed against.</summary>
    /// <value><see cref="SupConDenominator.AllOthers"/> (default).</value>
    public SupConDenominator Denominator { get; init; } = SupConDenominator.AllOthers;

    /// <summary>Scales embeddings to length 1 and computes the loss.</summary>
    /// <param name="embeddings">(N, V, D): V views of N samples of this rank, with N V of 2 or more over all ranks; kept.</param>
    /// <param name="labels">Labels of the samples, (N) int64; null when each sample is a class of its own; kept.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <param name="excluded">
    /// Bool (anchors, V N ranks), true where a row must not be a negative of an anchor; it has no effect on positives. Rows and columns go view by view, columns within a view rank by rank. Null for none; kept.
    /// </param>
    /// <returns>Loss = T / T0 (<see cref="LogDenominator"/> - <see cref="Alignment"/> / T), these terms and <see cref="Positives"/>; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public LossResult Compute(Tensor embeddings, Tensor? labels = null, ICollective? collective = null, Tensor? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using DisposeScope scope = NewDisposeScope();
        return ComputeUnit(Embeddings.Unit(embeddings), labels, collective, excluded).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss of embeddings that have length 1 already: nothing is scaled, so the gradient is not that of the scaling either.</summary>
    /// <param name="units">(N, V, D) of length 1 along D; kept.</param>
    /// <param name="labels">As in <see cref="Compute"/>.</param>
    /// <param name="collective">As in <see cref="Compute"/>.</param>
    /// <param name="excluded">As in <see cref="Compute"/>.</param>
    /// <returns>As from <see cref="Compute"/>.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public LossResult ComputeUnit(Tensor units, Tensor? labels = null, ICollective? collective = null, Tensor? excluded = null)
    {
        collective ??= SingleProcess.Instance;
        Require(units, labels, collective.WorldSize, excluded);
        using DisposeScope scope = NewDisposeScope();
        Tensor local = Embeddings.AtLeastSingle(units);
        Tensor others = Embeddings.ViewMajor(collective.Gather(local));
        Tensor anchors = Contrast == SupConContrast.One ? local.select(1, 0) : Embeddings.ViewMajor(local);
        (Tensor self, Tensor positives) = Relations(local, labels, collective);
        return Combine(anchors.mm(others.t()) / Temperature, self, positives, excluded).MoveToOuterDisposeScope();
    }

    // (anchors, others) bool: the anchor itself, and the other rows of its label.
    private (Tensor Self, Tensor Positives) Relations(Tensor local, Tensor? labels, ICollective collective)
    {
        long rows = local.size(0), all = rows * collective.WorldSize, views = local.size(1), anchorViews = Contrast == SupConContrast.One ? 1 : views;
        Tensor columns = arange(views * all, device: local.device);
        Tensor own = ((arange(anchorViews, device: local.device) * all).unsqueeze(1) + arange(collective.Rank * rows, (collective.Rank + 1) * rows, device: local.device)).reshape(-1);
        Tensor labelOfColumn = labels is null ? columns.remainder(all) : collective.Gather(labels).repeat(views);
        Tensor self = own.unsqueeze(1) == columns;
        Tensor same = labelOfColumn.index_select(0, own).unsqueeze(1) == labelOfColumn;
        return (self, same.logical_and(self.logical_not()));
    }

    private LossResult Combine(Tensor logits, Tensor self, Tensor positives, Tensor? excluded)
    {
        Tensor leftOut = self;
        if (Denominator == SupConDenominator.NegativesOnly)
        {
            leftOut = leftOut.logical_or(positives);
        }

        if (excluded is not null)
        {
            leftOut = leftOut.logical_or(excluded.logical_and(positives.logical_not()));
        }

        // Anchors that do not count keep a finite denominator: an infinite one would spoil the gradient even with weight 0.
        Tensor count = positives.sum(dim: 1);
        Tensor counts = count.gt(0).logical_and(leftOut.logical_not().any(1));
        Tensor denominator = logits.masked_fill(leftOut.logical_and(counts.unsqueeze(1)).logical_or(self), double.NegativeInfinity).logsumexp(1);
        Tensor positive = (logits * positives).sum(dim: 1) / count.clamp_min(1);
        Tensor logDenominator = (denominator * counts).mean(), alignment = (positive * counts).mean() * Temperature;
        var terms = new Dictionary<string, Tensor> { [Alignment] = alignment, [LogDenominator] = logDenominator, [Positives] = count.to(logits.dtype).mean() };
        return new LossResult(((denominator - positive) * counts).mean() * (Temperature / BaseTemperature), terms);
    }

    private void Require(Tensor units, Tensor? labels, int worldSize, Tensor? excluded)
    {
        ArgumentNullException.ThrowIfNull(units);
        if (units.dim() != 3 || units.size(0) * units.size(1) * worldSize < 2 || units.size(0) < 1 || units.size(1) < 1 || units.size(2) < 1)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the loss needs samples of one or more views, two rows or more", nameof(SupConLoss), $"[{string.Join(", ", units.shape)}]", "[N, V, D]");
        }

        if (labels is not null && (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.size(0) != units.size(0)))
        {
            throw new HistoException(ErrorCodes.WrongShape, "the labels do not fit the samples", nameof(SupConLoss), $"{labels.dtype} [{string.Join(", ", labels.shape)}]", $"Int64 [{units.size(0)}]");
        }

        long anchors = units.size(0) * (Contrast == SupConContrast.One ? 1 : units.size(1));
        Embeddings.RequireMask(nameof(SupConLoss), excluded, anchors, units.size(0) * units.size(1) * worldSize);
    }
}
