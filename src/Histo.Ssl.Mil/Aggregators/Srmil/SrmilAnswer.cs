using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>One pass of SRMIL's classifier.</summary>
/// <param name="Logits">(1, C).</param>
/// <param name="Embedding">The bag's vector, (1, d).</param>
/// <param name="Raw">Scores whose softmax is the attention, (1, N).</param>
/// <param name="Attention">(1, N).</param>
/// <param name="States">What the encoder's layers yielded.</param>
internal sealed record SrmilAnswer(Tensor Logits, Tensor Embedding, Tensor Raw, Tensor Attention, IReadOnlyList<GatState> States);
