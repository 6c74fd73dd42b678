using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A block of residual branches whose computation may run in another type than the sum that passes through it.</summary>
internal abstract class BranchBlock(string name) : nn.Module(name)
{
    /// <summary>Adds the branches to the input.</summary>
    /// <param name="input">(N, ...) in the weights' type.</param>
    /// <param name="keep">Factors of drop path, (branches, N, 1, ...); null for none.</param>
    /// <param name="type">Element type that the branches compute in.</param>
    /// <returns>The sum, of the input's shape and type.</returns>
    public abstract Tensor Run(Tensor input, Tensor? keep, ScalarType type);
}
