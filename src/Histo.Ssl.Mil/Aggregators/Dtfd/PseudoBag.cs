using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>One of the groups into which DTFD splits a bag, and what the first tier makes of it.</summary>
/// <param name="Instances">(n, E): projected instances h.</param>
/// <param name="Attention">(n): softmax of their scores within the group.</param>
/// <param name="Weighted">(n, E): t = a h.</param>
/// <param name="Embedding">(1, E): their sum.</param>
/// <param name="Logits">(1, C).</param>
internal sealed record PseudoBag(Tensor Instances, Tensor Attention, Tensor Weighted, Tensor Embedding, Tensor Logits)
{
    /// <summary>Computes a group in the current dispose scope.</summary>
    /// <param name="instances">(N, E): all projected instances.</param>
    /// <param name="raw">(N): all scores.</param>
    /// <param name="members">(n): which instances are in the group.</param>
    /// <param name="classifier">The first tier's.</param>
    public static PseudoBag Of(Tensor instances, Tensor raw, Tensor members, DtfdClassifier classifier)
    {
        Tensor own = instances.index_select(0, members), attention = raw.index_select(0, members).softmax(0);
        Tensor weighted = own * attention.unsqueeze(1), embedding = weighted.sum(dim: 0, keepdim: true);
        return new PseudoBag(own, attention, weighted, embedding, classifier.call(embedding));
    }

    /// <summary>Computes the class activation of the instances, without gradient: softmax over classes of the classifier's weights (without bias) times t, (n, C).</summary>
    /// <remarks>A single logit is scaled by a sigmoid, since a softmax of one number ranks nothing (ours).</remarks>
    public Tensor Activation(DtfdClassifier classifier)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = Weighted.matmul(classifier.Weights.transpose(0, 1));
        return (scores.size(1) == 1 ? scores.sigmoid() : scores.softmax(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the instances in falling order of the last class' activation, (n) indices.</summary>
    public static Tensor Order(Tensor activation) => activation.select(1, activation.size(1) - 1).argsort(0, descending: true);

    /// <summary>Picks what the group hands to the second tier, (P, E), without gradient.</summary>
    /// <param name="distillation">What to hand on.</param>
    /// <param name="count">Instances from each end; a smaller group hands on all it has, from each end.</param>
    /// <param name="classifier">The first tier's.</param>
    public Tensor Distill(DtfdDistillation distillation, int count, DtfdClassifier classifier)
    {
        if (distillation == DtfdDistillation.AggregatedFeature)
        {
            return Embedding.detach();
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor order = Order(Activation(classifier));
        long taken = Math.Min(count, order.size(0));
        Tensor picked = order.narrow(0, 0, taken);
        if (distillation == DtfdDistillation.HighestAndLowestInstances)
        {
            picked = cat([picked, order.narrow(0, order.size(0) - taken, taken)], 0);
        }

        return Instances.detach().index_select(0, picked).MoveToOuterDisposeScope();
    }
}
