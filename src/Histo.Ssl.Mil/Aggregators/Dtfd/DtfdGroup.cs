using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A pseudo-bag of DTFD.</summary>
/// <param name="Hidden">(n, width).</param>
/// <param name="Attention">Softmax within the group, (n).</param>
/// <param name="Embedding">(1, width).</param>
/// <param name="Logits">First tier, (1, C).</param>
/// <param name="Cam">Class activation of instances, softmax over classes, (n, C), without gradient.</param>
internal sealed record DtfdGroup(Tensor Hidden, Tensor Attention, Tensor Embedding, Tensor Logits, Tensor Cam)
{
    /// <summary>Instances from the one that speaks most for the last class to the one that speaks least.</summary>
    public Tensor Order()
    {
        using var noGrad = no_grad();
        return Cam.select(1, Cam.size(1) - 1).argsort(0, descending: true);
    }
}
