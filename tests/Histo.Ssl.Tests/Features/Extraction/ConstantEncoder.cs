using Histo.Ssl.Encoders;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Features;

/// <summary>Gives every tile the same features.</summary>
internal sealed class ConstantEncoder(float value, int width = 3) : Encoder(new EncoderSpec { Architecture = "constant", InputSize = 8 })
{
    public override int EmbeddingSize => width;

    public override Tensor forward(Tensor input) => full([input.size(0), width], value, dtype: ScalarType.Float32, device: input.device);
}
