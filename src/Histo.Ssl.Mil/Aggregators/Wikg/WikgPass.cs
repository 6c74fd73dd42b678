using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The stages of WiKG.</summary>
/// <param name="Index">(N, k) int64: tails of each head.</param>
/// <param name="Score">(N, k): their affinity.</param>
/// <param name="Probability">(N, k): its softmax.</param>
/// <param name="Knowledge">(N, k): weights of what is heard.</param>
/// <param name="Nodes">(N, width) after the update.</param>
/// <param name="Raw">Scores of the pooling, (1, N); null where nothing scores.</param>
/// <param name="Attention">Their softmax.</param>
/// <param name="Embedding">(1, width), before it is normalised.</param>
/// <param name="Logits">(1, C).</param>
internal sealed record WikgPass(Tensor Index, Tensor Score, Tensor Probability, Tensor Knowledge, Tensor Nodes, Tensor? Raw, Tensor? Attention, Tensor Embedding, Tensor Logits);
