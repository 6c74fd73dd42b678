using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What the heads of WiKG hear.</summary>
/// <param name="Score">(N, k): affinity of head and tail.</param>
/// <param name="Probability">(N, k): its softmax.</param>
/// <param name="Weight">(N, k): weights of what is heard.</param>
/// <param name="Message">(N, width).</param>
internal sealed record HeardKnowledge(Tensor Score, Tensor Probability, Tensor Weight, Tensor Message);
