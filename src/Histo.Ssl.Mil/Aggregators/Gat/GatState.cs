using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Nodes after a graph attention layer.</summary>
/// <param name="Nodes">(N, H d).</param>
/// <param name="Super">(1, H d): the super-node; null for none.</param>
/// <param name="SuperRaw">(H, N): scores of what the super-node hears; null for none.</param>
/// <param name="SuperAttention">(H, N): their softmax; null for none.</param>
internal sealed record GatState(Tensor Nodes, Tensor? Super, Tensor? SuperRaw, Tensor? SuperAttention)
{
    /// <summary>Takes the tensors out of the scope of a layer: what else the layer made dies there, but for what the gradient needs.</summary>
    public GatState MoveToOuterDisposeScope()
    {
        Nodes.MoveToOuterDisposeScope();
        Super?.MoveToOuterDisposeScope();
        SuperRaw?.MoveToOuterDisposeScope();
        SuperAttention?.MoveToOuterDisposeScope();
        return this;
    }
}
