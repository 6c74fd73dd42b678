using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A pass of ACMIL.</summary>
/// <param name="Raw">Scores after hiding, (heads, branches, N).</param>
/// <param name="Attention">Their softmax.</param>
/// <param name="BagAttention">Mean over branches, (heads, N).</param>
/// <param name="BranchLogits">(branches, C).</param>
/// <param name="Embedding">(1, E).</param>
/// <param name="Logits">(1, C).</param>
internal sealed record AcmilPass(Tensor Raw, Tensor Attention, Tensor BagAttention, Tensor BranchLogits, Tensor Embedding, Tensor Logits);
