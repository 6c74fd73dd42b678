using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What an aggregator makes of a bag.</summary>
/// <remarks>Disposing it disposes every tensor in it.</remarks>
public sealed class MilOutput : IDisposable
{
    /// <summary>Gets the prediction, (1, C).</summary>
    public required Tensor Logits { get; init; }

    /// <summary>Gets the attention before it is normalised, (K, N); null for aggregators without one.</summary>
    public Tensor? AttentionRaw { get; init; }

    /// <summary>Gets the attention: rows of numbers of 0 or more that sum to 1, (K, N); null for aggregators without one.</summary>
    public Tensor? Attention { get; init; }

    /// <summary>Gets whether row c of the attention belongs to class c, rather than every row to all classes.</summary>
    public bool AttentionPerClass { get; init; }

    /// <summary>Gets the bag's vector, (1, E), or one a class, (C, E); null for aggregators without one.</summary>
    public Tensor? BagEmbedding { get; init; }

    /// <summary>Gets the predictions of single instances, (N, C); null for aggregators without them.</summary>
    public Tensor? InstanceLogits { get; init; }

    /// <summary>Gets the parts of the loss; empty without a target.</summary>
    public IReadOnlyList<LossTerm> Terms { get; init; } = [];

    /// <summary>Gets what the graph was made from; null for aggregators without a graph.</summary>
    public GraphSource? Graph { get; init; }

    /// <summary>Computes the weighted sum of the terms.</summary>
    /// <returns>A scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2003: there was no target.</exception>
    public Tensor Loss()
    {
        if (Terms.Count == 0)
        {
            throw NoTarget();
        }

        using DisposeScope scope = NewDisposeScope();
        return Terms.Select(term => term.Value * term.Weight).Aggregate((sum, next) => sum + next).MoveToOuterDisposeScope();
    }

    /// <summary>Returns one number an instance that says how much the model looked at it, for heatmaps and top tiles.</summary>
    /// <param name="classIndex">The class that is asked about.</param>
    /// <returns>(N) of 0 or more; the caller disposes it. Null for aggregators without attention.</returns>
    /// <remarks>The attention of the class where there is one a class, else the mean over the rows.</remarks>
    public Tensor? Importance(int classIndex)
    {
        if (Attention is not { } attention)
        {
            return null;
        }

        using var noGrad = no_grad();
        return AttentionPerClass ? attention[Math.Min(classIndex, attention.size(0) - 1)].clone() : attention.mean([0]);
    }

    /// <summary>Disposes every tensor.</summary>
    public void Dispose()
    {
        foreach (Tensor each in Tensors())
        {
            each.Dispose();
        }
    }

    internal static HistoException NoTarget() => new(ErrorCodes.NoTarget, "a loss needs a target", nameof(MilInput.Target), "null", "a ClassTarget or another IBagTarget");

    internal MilOutput MoveToOuterDisposeScope()
    {
        foreach (Tensor each in Tensors())
        {
            each.MoveToOuterDisposeScope();
        }

        return this;
    }

    private IEnumerable<Tensor> Tensors() =>
        new[] { Logits, AttentionRaw, Attention, BagEmbedding, InstanceLogits }.OfType<Tensor>().Concat(Terms.Select(term => term.Value));
}
