using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>What a vision transformer makes of a batch of images, after its last normalisation.</summary>
/// <param name="Cls">Class tokens, (N, D).</param>
/// <param name="Patches">Patch tokens row by row, (N, P, D).</param>
/// <param name="Registers">Register tokens, (N, R, D); R may be 0.</param>
/// <remarks>Tensors with gradient in the weights' type; disposing the record disposes them.</remarks>
public sealed record EncoderTokens(Tensor Cls, Tensor Patches, Tensor Registers) : IDisposable
{
    /// <summary>Disposes all tensors.</summary>
    public void Dispose()
    {
        Cls.Dispose();
        Patches.Dispose();
        Registers.Dispose();
    }
}
