using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The smooth top-1 support vector loss.</summary>
/// <remarks>
/// With scores s and label y: smooth = tau log sum_j exp((s_j + alpha [j != y] - s_y) / tau), hard = max_j(s_j + alpha [j != y]) - s_y. A sample takes the hard form where its two largest scores, whatever the label, differ by
/// tau ln 1000 or more; the choice has no gradient. The loss is the mean over the samples. All scores equal and two classes: ln(1 + e) = 1.3133.
/// Source: L. Berrada et al., "Smooth loss functions for deep top-k classification", ICLR 2018; smooth-topk 12c1645 topk/svm.py SmoothTop1SVM.
/// </remarks>
public sealed record SmoothTop1Svm
{
    private static readonly double Threshold = Math.Log(1000);

    /// <summary>Gets the margin alpha.</summary>
    /// <value>1 (default).</value>
    public double Margin { get; init; } = 1;

    /// <summary>Gets the temperature tau, above 0.</summary>
    /// <value>1 (default).</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Computes the loss.</summary>
    /// <param name="scores">(B, C), C of 2 or more, with gradient; kept.</param>
    /// <param name="labels">(B) int64; kept.</param>
    /// <returns>A scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: a tensor has another shape.</exception>
    public Tensor Compute(Tensor scores, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.dim() != 2 || scores.size(1) < 2 || labels.dim() != 1 || labels.size(0) != scores.size(0))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the loss needs scores of two classes or more and a label a row", nameof(SmoothTop1Svm), $"[{string.Join(", ", scores.shape)}] and [{string.Join(", ", labels.shape)}]", "[B, C] and [B]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor column = labels.unsqueeze(1), own = scores.gather(1, column);
        Tensor margins = full_like(scores, Margin, requires_grad: false).scatter(1, column, zeros_like(column, dtype: scores.dtype));
        Tensor excess = scores + margins - own;
        Tensor smooth = (excess / Temperature).logsumexp(1) * Temperature, hard = excess.max(1).values;
        return where(IsHard(scores), hard, smooth).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Tells which samples take the hard form.</summary>
    /// <param name="scores">(B, C); kept.</param>
    /// <returns>(B) bool; the caller disposes it.</returns>
    internal Tensor IsHard(Tensor scores)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor largest = scores.topk(2, 1).values;
        return (largest.select(1, 0) - largest.select(1, 1)).ge(Temperature * Threshold).MoveToOuterDisposeScope();
    }
}
