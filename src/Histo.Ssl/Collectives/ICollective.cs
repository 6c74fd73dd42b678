using static TorchSharp.torch;

namespace Histo.Ssl.Collectives;

/// <summary>Sums and gathers over the processes of a run. Every rank calls the same members in the same order.</summary>
/// <remarks>
/// Single process by default (<see cref="SingleProcess"/>): everything is the identity. Gradients flow through <see cref="Sum"/> and <see cref="Gather"/> as the mathematics asks for:
/// the gradient of a sum over ranks is the sum of the ranks' gradients. So what a rank gets from its backward pass is the derivative of the <em>sum of all ranks' losses</em>; the mean of the
/// parameters' gradients over the ranks is then the gradient of the mean loss, which for the losses here is the loss of the whole batch.
/// </remarks>
public interface ICollective
{
    /// <summary>Gets the number of processes.</summary>
    int WorldSize { get; }

    /// <summary>Gets the number of this process, 0 to <see cref="WorldSize"/> - 1.</summary>
    int Rank { get; }

    /// <summary>Sums a tensor over the ranks, with gradient.</summary>
    /// <param name="tensor">Same shape on each rank.</param>
    /// <returns>The sum, on every rank; the caller disposes it.</returns>
    Tensor Sum(Tensor tensor);

    /// <summary>Puts the rows of all ranks one after the other, with gradient.</summary>
    /// <param name="tensor">(rows, ...), same shape on each rank.</param>
    /// <returns>(WorldSize x rows, ...), rank 0 first, on every rank; the caller disposes it.</returns>
    Tensor Gather(Tensor tensor);

    /// <summary>Overwrites a tensor with rank 0's, in place, without gradient.</summary>
    /// <param name="tensor">Same shape on each rank.</param>
    void Broadcast(Tensor tensor);

    /// <summary>Waits until every rank has come here.</summary>
    void Barrier();
}
