using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The mean over all pairs (global crop, other crop) of their cross entropies: the common form of SwAV and DINO.</summary>
internal static class EveryOtherCrop
{
    /// <summary>Computes loss and its parts "global" and "local"; without local crops there is no second part.</summary>
    public static LossResult Compute(Tensor logits, Tensor targets, long crops, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        double pairs = 2 * (crops - 1);
        long globals = targets.size(0);
        Tensor q = targets.detach();
        var terms = new Dictionary<string, Tensor> { [DinoLoss.Global] = CropCrossEntropy.Global(logits.narrow(0, 0, globals), q, temperature) / pairs };
        if (crops > 2)
        {
            terms[DinoLoss.Local] = CropCrossEntropy.Local(logits.narrow(0, globals, logits.size(0) - globals), q, temperature) / pairs;
        }

        return new LossResult(crops > 2 ? terms[DinoLoss.Global] + terms[DinoLoss.Local] : terms[DinoLoss.Global].alias(), terms).MoveToOuterDisposeScope();
    }
}
