using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The stages of TransMIL; tokens are (side^2 + 1, width).</summary>
/// <param name="Projected">(N, width).</param>
/// <param name="First">After the first attention.</param>
/// <param name="Placed">After the convolutions.</param>
/// <param name="Second">After the second attention.</param>
/// <param name="Embedding">(1, width).</param>
/// <param name="Logits">(1, C).</param>
/// <param name="ClassAttention">The class token's row of the second attention, (heads, side^2 + 1).</param>
internal sealed record TransMilPass(Tensor Projected, Tensor First, Tensor Placed, Tensor Second, Tensor Embedding, Tensor Logits, Tensor ClassAttention);
