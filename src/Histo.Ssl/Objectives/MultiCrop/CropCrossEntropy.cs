using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The sums of cross entropies that SwAV, DINO and DINOv2 are made of: each global crop's target against every other crop.</summary>
internal static class CropCrossEntropy
{
    /// <summary>CE(q0, p1) + CE(q1, p0), each the mean over the samples.</summary>
    /// <param name="logits">Logits of the two global crops, (2B, K).</param>
    /// <param name="targets">Their targets, (2B, K).</param>
    /// <param name="temperature">Divides the logits.</param>
    public static Tensor Global(Tensor logits, Tensor targets, double temperature)
    {
        long rows = targets.size(0) / 2;
        Tensor swapped = targets.roll(rows, 0);
        return (swapped * LogProbabilities(logits, temperature)).sum() / -rows;
    }

    /// <summary>The sum over local crops v of CE(q0, pv) + CE(q1, pv), each the mean over the samples.</summary>
    /// <param name="logits">Logits of the local crops, (n B, K).</param>
    /// <param name="targets">Targets of the two global crops, (2B, K).</param>
    /// <param name="temperature">Divides the logits.</param>
    public static Tensor Local(Tensor logits, Tensor targets, double temperature)
    {
        long rows = targets.size(0) / 2, columns = targets.size(1);
        Tensor both = targets.narrow(0, 0, rows) + targets.narrow(0, rows, rows);
        return (both * LogProbabilities(logits, temperature).view(-1, rows, columns)).sum() / -rows;
    }

    private static Tensor LogProbabilities(Tensor logits, double temperature) => nn.functional.log_softmax(Embeddings.AtLeastSingle(logits) / temperature, 1);
}
