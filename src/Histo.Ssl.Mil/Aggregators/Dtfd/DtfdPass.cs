using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The second tier of DTFD.</summary>
/// <param name="Pseudo">Features of the pseudo-bags, constants to this tier, (m, width).</param>
/// <param name="Attention">(1, m).</param>
/// <param name="Embedding">(1, width).</param>
/// <param name="Logits">(1, C).</param>
internal sealed record DtfdPass(Tensor Pseudo, Tensor Attention, Tensor Embedding, Tensor Logits);
