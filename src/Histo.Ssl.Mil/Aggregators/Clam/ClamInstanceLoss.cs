using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>CLAM's instance loss for a given attention: pseudo labels from the highest and lowest scores. Choosing has no gradient.</summary>
/// <remarks>Source: CLAM 53e2409 models/model_clam.py inst_eval, inst_eval_out.</remarks>
/// <param name="Kind">Cross entropy or <see cref="SmoothTop1Svm"/>.</param>
internal sealed record ClamInstanceLoss(ClamLoss Kind)
{
    private static readonly SmoothTop1Svm Svm = new();

    /// <summary>The bag shows the class: the k instances of highest attention are examples of it, the k of lowest are not.</summary>
    /// <param name="attention">(N).</param>
    /// <param name="k">Number of each.</param>
    /// <param name="classify">From indices (m) to logits (m, 2).</param>
    public ClamInstances InClass(Tensor attention, int k, Func<Tensor, Tensor> classify)
    {
        Tensor chosen = cat([Highest(attention, k), Highest(-attention, k)]);
        return Compare(classify(chosen), cat([ones(k, dtype: ScalarType.Int64, device: attention.device), zeros(k, dtype: ScalarType.Int64, device: attention.device)]));
    }

    /// <summary>The bag does not show the class: the k instances of highest attention are no examples of it.</summary>
    /// <param name="attention">(N).</param>
    /// <param name="k">Their number.</param>
    /// <param name="classify">From indices (m) to logits (m, 2).</param>
    public ClamInstances OutOfClass(Tensor attention, int k, Func<Tensor, Tensor> classify) =>
        Compare(classify(Highest(attention, k)), zeros(k, dtype: ScalarType.Int64, device: attention.device));

    private static Tensor Highest(Tensor attention, int k)
    {
        using var noGrad = no_grad();
        return attention.topk(k, 0).indexes;
    }

    private ClamInstances Compare(Tensor logits, Tensor targets) =>
        new(Kind == ClamLoss.Svm ? Svm.Compute(logits, targets) : nn.functional.cross_entropy(logits, targets), targets, logits);
}
