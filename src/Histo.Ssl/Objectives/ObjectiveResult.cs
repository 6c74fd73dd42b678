using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Loss of a step, its named terms, and embeddings for the meters.</summary>
/// <param name="Loss">Scalar with gradient.</param>
/// <param name="Terms">Unweighted terms by name, scalars without gradient; the trainer logs them.</param>
/// <param name="Embeddings">Projector outputs, one (N, D) a view, without gradient; the trainer's collapse meters look at them.</param>
public sealed record ObjectiveResult(Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms, IReadOnlyList<Tensor> Embeddings) : IDisposable
{
    /// <summary>Disposes all tensors.</summary>
    public void Dispose()
    {
        Loss.Dispose();
        foreach (Tensor term in Terms.Values)
        {
            term.Dispose();
        }

        foreach (Tensor embedding in Embeddings)
        {
            embedding.Dispose();
        }
    }

    /// <summary>Takes a loss and the projections of both views out of the scope of a computation.</summary>
    internal static ObjectiveResult From(LossResult result, Tensor first, Tensor second) => new(
        result.Loss.MoveToOuterDisposeScope(),
        result.Terms.ToDictionary(term => term.Key, term => term.Value.detach().MoveToOuterDisposeScope(), StringComparer.Ordinal),
        [first.detach().MoveToOuterDisposeScope(), second.detach().MoveToOuterDisposeScope()]);
}
