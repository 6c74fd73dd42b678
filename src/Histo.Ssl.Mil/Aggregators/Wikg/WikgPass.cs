using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The stages of WiKG.</summary>
/// <param name="Index">(N, k) int64: tails of each head.</param>
/// <param name="Heard">What they say.</param>
/// <param name="Nodes">(N, width) after the update.</param>
/// <param name="Raw">Scores of the pooling, (1, N); null where nothing scores.</param>
/// <param name="Attention">Their softmax.</param>
/// <param name="Embedding">(1, width), before it is normalised.</param>
/// <param name="Logits">(1, C).</param>
internal sealed record WikgPass(Tensor Index, HeardKnowledge Heard, Tensor Nodes, Tensor? Raw, Tensor? Attention, Tensor Embedding, Tensor Logits);
