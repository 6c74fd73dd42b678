using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What an attention pooling makes of a bag.</summary>
/// <param name="Embedding">(K, E).</param>
/// <param name="Raw">Scores, (K, N); without gradient where the bag was pooled in chunks.</param>
/// <param name="Attention">Their softmax, (K, N).</param>
/// <param name="Hidden">(N, E); null where the bag was pooled in chunks.</param>
internal sealed record PooledBag(Tensor Embedding, Tensor Raw, Tensor Attention, Tensor? Hidden);
