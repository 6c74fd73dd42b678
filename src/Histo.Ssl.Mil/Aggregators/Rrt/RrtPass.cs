using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The stages of RRT-MIL.</summary>
/// <param name="Within">After attention within regions, (N, width).</param>
/// <param name="Across">After attention across regions.</param>
/// <param name="Encoded">After the last normalisation.</param>
/// <param name="Raw">Scores of the pooling, (1, N).</param>
/// <param name="Attention">Their softmax.</param>
/// <param name="Embedding">(1, width).</param>
/// <param name="Logits">(1, C).</param>
internal sealed record RrtPass(Tensor Within, Tensor Across, Tensor Encoded, Tensor Raw, Tensor Attention, Tensor Embedding, Tensor Logits);
