using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of WeakSupCon: patches of negative bags are drawn together, patches of positive bags are contrasted among themselves.</summary>
/// <remarks>
/// With u the embeddings scaled to length 1:
/// <code>
/// similarity = (1 / T0) (1 - mean_{a != c} u_a.u_c)        over all rows of the negative-bag half
/// simclr     = <see cref="SupConLoss"/> without labels      over all rows of the positive-bag half
/// loss       = Lambda similarity + simclr
/// </code>
/// The halves never meet. Similarity is 0 for identical rows and 1 / T0 for orthogonal ones; alone it collapses, the contrastive half prevents that. It is the closed form of the published routine, which
/// subtracts a detached row maximum. Rows of one process only: the published code gathers nothing. Computed in float32, or in float64 for such inputs.
/// Source: B. Zhang et al., "WeakSupCon" (arXiv 2503.04165, 2602.09477); BzhangURU/Paper_WeakSupCon_for_MIL bbbd33c, losses_SimilarityLoss.py, SimilarityLoss, and losses.py, SupConLoss.
/// </remarks>
public sealed record WeakSupConLoss
{
    /// <summary>Name of the attraction of the negative-bag half.</summary>
    public const string Similarity = "similarity";

    /// <summary>Name of the contrastive loss of the positive-bag half.</summary>
    public const string SimClr = "simclr";

    /// <summary>Gets the temperature T of the contrastive half.</summary>
    /// <value>0.1 (default), as in the published code.</value>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Gets the base temperature T0 of both halves.</summary>
    /// <value>0.07 (default), as in the published code, where nothing sets it.</value>
    public double BaseTemperature { get; init; } = 0.07;

    /// <summary>Gets the weight of the attraction.</summary>
    /// <value>1 (default).</value>
    public double Lambda { get; init; } = 1;

    /// <summary>Scales embeddings to length 1 and computes the loss.</summary>
    /// <param name="negativeBags">Patches of negative bags, (N0, V, D): V views each, N0 V of 2 or more; kept.</param>
    /// <param name="positiveBags">Patches of positive bags, (N1, V, D), N1 V of 2 or more; kept.</param>
    /// <param name="excluded">Bool (V N1, V N1), true where rows of the positive-bag half must not be negatives of each other, view by view; null for none; kept.</param>
    /// <returns>Loss and the terms <see cref="Similarity"/> and <see cref="SimClr"/>; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public LossResult Compute(Tensor negativeBags, Tensor positiveBags, Tensor? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(negativeBags);
        ArgumentNullException.ThrowIfNull(positiveBags);
        using DisposeScope scope = NewDisposeScope();
        return ComputeUnit(Embeddings.Unit(negativeBags), Embeddings.Unit(positiveBags), excluded).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss of embeddings that have length 1 already: nothing is scaled, so the gradient is not that of the scaling either.</summary>
    /// <param name="negativeBags">(N0, V, D) of length 1 along D; kept.</param>
    /// <param name="positiveBags">(N1, V, D) of length 1 along D; kept.</param>
    /// <param name="excluded">As in <see cref="Compute"/>.</param>
    /// <returns>As from <see cref="Compute"/>.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public LossResult ComputeUnit(Tensor negativeBags, Tensor positiveBags, Tensor? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(negativeBags);
        ArgumentNullException.ThrowIfNull(positiveBags);
        if (negativeBags.dim() != 3 || negativeBags.size(0) * negativeBags.size(1) < 2 || negativeBags.size(2) < 1)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the loss needs two rows or more of negative bags", nameof(WeakSupConLoss), $"[{string.Join(", ", negativeBags.shape)}]", "[N, V, D]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor rows = Embeddings.ViewMajor(Embeddings.AtLeastSingle(negativeBags));
        Tensor similarity = (1 - Embeddings.OffDiagonal(rows.mm(rows.t())).mean()) / BaseTemperature;
        Tensor contrast = new SupConLoss { Temperature = Temperature, BaseTemperature = BaseTemperature }.ComputeUnit(positiveBags, excluded: excluded).Loss;
        var terms = new Dictionary<string, Tensor> { [Similarity] = similarity, [SimClr] = contrast };
        return new LossResult((Lambda * similarity) + contrast, terms).MoveToOuterDisposeScope();
    }
}
