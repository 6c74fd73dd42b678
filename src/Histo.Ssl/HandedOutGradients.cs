using static TorchSharp.torch;

namespace Histo.Ssl;

/// <summary>Gradients that a function of ours handed to libtorch, which reads them after the callback that made them has returned: kept until the next ones or until the owner lets go.</summary>
internal sealed class HandedOutGradients : IDisposable
{
    private IReadOnlyList<Tensor> _kept = [];

    /// <summary>Lets go of those of the last backward pass; to be called once it is over.</summary>
    public void Dispose() => Replace([]);

    /// <summary>Keeps gradients, which belong to no scope, in place of those before.</summary>
    public void Replace(IReadOnlyList<Tensor> gradients)
    {
        foreach (Tensor old in _kept)
        {
            old.Dispose();
        }

        _kept = gradients;
    }
}
