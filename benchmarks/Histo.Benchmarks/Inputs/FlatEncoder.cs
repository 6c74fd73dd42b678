using Histo.Ssl.Encoders;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Inputs;

/// <summary>An encoder that costs nothing: the pixels are the embedding. What remains of a step is the objective.</summary>
internal sealed class FlatEncoder() : Encoder(new EncoderSpec { Architecture = "flat", InputSize = Side })
{
    public const int Side = 13;

    public override int EmbeddingSize => 3 * Side * Side;

    public override Tensor forward(Tensor input) => input.reshape(input.size(0), EmbeddingSize);
}
