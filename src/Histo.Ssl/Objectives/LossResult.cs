using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>A loss and the terms it is made of.</summary>
/// <param name="Loss">Scalar with gradient.</param>
/// <param name="Terms">Unweighted terms by name, scalars with gradient.</param>
public sealed record LossResult(Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) : IDisposable
{
    /// <summary>Disposes all tensors.</summary>
    public void Dispose()
    {
        Loss.Dispose();
        foreach (Tensor term in Terms.Values)
        {
            term.Dispose();
        }
    }

    internal LossResult MoveToOuterDisposeScope()
    {
        Loss.MoveToOuterDisposeScope();
        foreach (Tensor term in Terms.Values)
        {
            term.MoveToOuterDisposeScope();
        }

        return this;
    }
}
