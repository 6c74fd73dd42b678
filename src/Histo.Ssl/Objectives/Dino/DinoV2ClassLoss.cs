using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of DINOv2 on class tokens, with its global and its local part.</summary>
/// <remarks>
/// With teacher targets q_0, q_1 of the two global crops and student logits s of them and of n local crops:
/// <code>
/// global = (CE(q_0, s_1) + CE(q_1, s_0)) / (2 + max(2n, 1))
/// local  = sum over local crops v of (CE(q_0, s_v) + CE(q_1, s_v)) / (2 + max(2n, 1))
/// </code>
/// The sum of both is the loss. For n of 1 or more it is <see cref="DinoLoss"/>; without local crops the divisor is 3 and not 2, as in the official code. Computed in float32, or in float64 for such inputs.
/// Source: M. Oquab et al., "DINOv2", TMLR 2024; facebookresearch/dinov2 b8931f7, loss/dino_clstoken_loss.py, DINOLoss.forward, and train/ssl_meta_arch.py, SSLMetaArch.forward_backward.
/// </remarks>
public sealed record DinoV2ClassLoss
{
    /// <summary>Name of the part with the global crops.</summary>
    public const string Global = "global";

    /// <summary>Name of the part with the local crops; only with local crops.</summary>
    public const string Local = "local";

    /// <summary>Gets the temperature of the student.</summary>
    /// <value>0.1 (default).</value>
    public double StudentTemperature { get; init; } = 0.1;

    /// <summary>Computes the loss.</summary>
    /// <param name="studentGlobal">The student's logits of the two global crops, crop-major, (2B, K); kept.</param>
    /// <param name="studentLocal">Those of the local crops, crop-major, (n B, K); null for none; kept.</param>
    /// <param name="targets">The teacher's distributions of the two global crops, crop-major, (2B, K); kept.</param>
    /// <returns>Loss and the parts <see cref="Global"/> and <see cref="Local"/> that sum to it; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the rows are not those of whole crops.</exception>
    public LossResult Compute(Tensor studentGlobal, Tensor? studentLocal, Tensor targets)
    {
        CropRows.Require(nameof(DinoV2ClassLoss), studentGlobal, targets, atLeast: 2, atMost: 2);
        long locals = studentLocal is null ? 0 : CropRows.Require(nameof(DinoV2ClassLoss), studentLocal, targets, atLeast: 1, atMost: long.MaxValue);
        using DisposeScope scope = NewDisposeScope();
        double pairs = 2 + Math.Max(2 * locals, 1);
        Tensor q = targets.detach();
        Tensor global = CropCrossEntropy.Global(studentGlobal, q, StudentTemperature) / pairs;
        if (studentLocal is null)
        {
            return new LossResult(global.alias(), new Dictionary<string, Tensor> { [Global] = global }).MoveToOuterDisposeScope();
        }

        Tensor local = CropCrossEntropy.Local(studentLocal, q, StudentTemperature) / pairs;
        return new LossResult(global + local, new Dictionary<string, Tensor> { [Global] = global, [Local] = local }).MoveToOuterDisposeScope();
    }
}
