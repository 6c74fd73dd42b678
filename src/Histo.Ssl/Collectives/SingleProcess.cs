using static TorchSharp.torch;

namespace Histo.Ssl.Collectives;

/// <summary>The run of one process: sums and gathers return what they are given.</summary>
public sealed class SingleProcess : ICollective
{
    /// <summary>Gets the only instance; it has no state.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public Tensor Sum(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.alias();
    }

    /// <inheritdoc/>
    public Tensor Gather(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.alias();
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public void Barrier()
    {
    }
}
