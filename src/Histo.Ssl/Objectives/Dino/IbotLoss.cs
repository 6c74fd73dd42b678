using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of iBOT: the student's distribution of each masked patch is pulled to the teacher's distribution of the same patch, unmasked.</summary>
/// <remarks>
/// <code>loss = 1/crops sum over crops of 1/max(masked patches of the crop, 1) sum over its masked patches of CE(q, softmax(s / StudentTemperature))</code>
/// Crops without a masked patch count in the number of crops. Nothing masked at all costs 0. Targets have no gradient. Computed in float32, or in float64 for such inputs.
/// Source: J. Zhou et al., "iBOT", ICLR 2022; facebookresearch/dinov2 b8931f7, loss/ibot_patch_loss.py, iBOTPatchLoss.forward_masked.
/// </remarks>
public sealed record IbotLoss
{
    /// <summary>Gets the temperature of the student.</summary>
    /// <value>0.1 (default).</value>
    public double StudentTemperature { get; init; } = 0.1;

    /// <summary>Returns which patches are masked.</summary>
    /// <param name="masks">(crops, P) bool, true where a patch is masked; kept.</param>
    /// <returns>(M) int64 indices into the crops x P patches, ascending, on the masks' device; the caller disposes it.</returns>
    public static Tensor MaskedPatches(Tensor masks)
    {
        RequireMasks(masks);
        using DisposeScope scope = NewDisposeScope();
        return masks.reshape(-1).nonzero().reshape(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the weight of each masked patch: 1 / number of masked patches of its crop.</summary>
    /// <param name="masks">(crops, P) bool, true where a patch is masked; kept.</param>
    /// <returns>(M) float64 in the order of <see cref="MaskedPatches"/>, on the masks' device; the caller disposes it.</returns>
    public static Tensor Weights(Tensor masks)
    {
        RequireMasks(masks);
        using DisposeScope scope = NewDisposeScope();
        Tensor counts = masks.sum(dim: 1, keepdim: true).to(ScalarType.Float64).clamp(min: 1);
        return counts.reciprocal().expand(masks.shape).masked_select(masks).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="student">The student's logits of the masked patches in the order of <see cref="MaskedPatches"/>, (M, K); kept.</param>
    /// <param name="targets">The teacher's distributions of the same patches, (M, K); kept.</param>
    /// <param name="masks">(crops, P) bool with M entries that are true; may lie on another device; kept.</param>
    /// <returns>Scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the shapes do not belong together.</exception>
    public Tensor Compute(Tensor student, Tensor targets, Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(targets);
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = Weights(masks);
        bool fits = student.dim() == 2 && targets.dim() == 2 && student.size(0) == weights.size(0) && targets.size(0) == weights.size(0) && student.size(1) == targets.size(1);
        if (!fits)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the loss needs logits and targets of the masked patches", nameof(IbotLoss),
                $"[{string.Join(", ", student.shape)}] and [{string.Join(", ", targets.shape)}]", $"[{weights.size(0)}, K] twice");
        }

        Tensor logProbabilities = nn.functional.log_softmax(Embeddings.AtLeastSingle(student) / StudentTemperature, 1);
        Tensor perPatch = (targets.detach() * logProbabilities).sum(dim: 1);
        Tensor loss = (perPatch * weights.to(perPatch.dtype).to(perPatch.device)).sum() / -masks.size(0);
        return loss.MoveToOuterDisposeScope();
    }

    private static void RequireMasks(Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.dim() != 2 || masks.dtype != ScalarType.Bool || masks.size(0) < 1)
        {
            throw new HistoException(ErrorCodes.WrongShape, "masks have the wrong shape or type", nameof(IbotLoss), $"{masks.dtype} [{string.Join(", ", masks.shape)}]", "Bool [crops, P]");
        }
    }
}
