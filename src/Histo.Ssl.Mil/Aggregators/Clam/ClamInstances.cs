using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What an instance classifier of CLAM was shown and what it made of it.</summary>
/// <param name="Loss">Scalar with gradient.</param>
/// <param name="Targets">(m) int64: 1 for instances that should show the class, 0 for the others.</param>
/// <param name="Logits">(m, 2).</param>
internal sealed record ClamInstances(Tensor Loss, Tensor Targets, Tensor Logits);
