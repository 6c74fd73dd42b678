using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What ACMIL's branches make of a bag. Rows of the attention are the branches, or branch by branch its heads.</summary>
/// <param name="Raw">(R, N): scores, masked ones at -1e9.</param>
/// <param name="Attention">(R, N): their softmax.</param>
/// <param name="BranchLogits">(M, C).</param>
/// <param name="Embedding">(1, E).</param>
/// <param name="Logits">(1, C): those of the bag.</param>
internal sealed record AcmilReading(Tensor Raw, Tensor Attention, Tensor BranchLogits, Tensor Embedding, Tensor Logits);
