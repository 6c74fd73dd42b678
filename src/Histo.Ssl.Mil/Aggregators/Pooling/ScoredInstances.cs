using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Instances as an attention pooling takes them.</summary>
/// <param name="Hidden">(n, E): what is averaged.</param>
/// <param name="Scores">(n, K): how much, before the softmax.</param>
internal sealed record ScoredInstances(Tensor Hidden, Tensor Scores);
