using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>An encoder that gives a token for each patch of the image: what masked-image objectives need. Vision transformers are, residual networks are not.</summary>
public interface ITokenEncoder
{
    /// <summary>Gets the width and height of a patch in pixels.</summary>
    int PatchSize { get; }

    /// <summary>Computes all tokens of a batch of images.</summary>
    /// <param name="images">(N, 3, H, W), H and W multiples of <see cref="PatchSize"/>; kept.</param>
    /// <param name="masks">(N, P) bool, true where a patch is replaced by the mask token; null for none; kept.</param>
    /// <returns>The tokens; the caller disposes them.</returns>
    /// <exception cref="HistoException">HS0002: images or masks have another shape.</exception>
    EncoderTokens ForwardTokens(Tensor images, Tensor? masks = null);
}
