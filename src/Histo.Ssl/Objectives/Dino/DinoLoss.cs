using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The loss of DINO: the student's distribution of every crop is pulled to the teacher's distributions of the other global crops.</summary>
/// <remarks>
/// With teacher targets q_g of the two global crops (see <see cref="TeacherTargets"/>) and student logits s_v of V crops:
/// <code>loss = mean over all (g, v) with v != g of CE(q_g, softmax(s_v / StudentTemperature))      2 (V - 1) pairs, each the mean over the samples</code>
/// Uniform targets and logits cost log K. Targets have no gradient. Computed in float32, or in float64 for such inputs.
/// Source: M. Caron et al., "Emerging properties in self-supervised vision transformers", ICCV 2021; facebookresearch/dino 7c446df, main_dino.py, DINOLoss.
/// </remarks>
public sealed record DinoLoss
{
    /// <summary>Name of the part with the two pairs of global crops.</summary>
    public const string Global = "global";

    /// <summary>Name of the part with the pairs of a global and a local crop; only with local crops.</summary>
    public const string Local = "local";

    /// <summary>Gets the temperature of the student.</summary>
    /// <value>0.1 (default).</value>
    public double StudentTemperature { get; init; } = 0.1;

    /// <summary>Computes the loss.</summary>
    /// <param name="student">The student's logits of all crops, crop-major, global ones first, (V B, K) with V of 2 or more; kept.</param>
    /// <param name="targets">The teacher's distributions of the two global crops, crop-major, (2B, K); kept.</param>
    /// <returns>Loss and the parts <see cref="Global"/> and <see cref="Local"/> that sum to it; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the rows are not those of whole crops.</exception>
    public LossResult Compute(Tensor student, Tensor targets)
    {
        long crops = CropRows.Require(nameof(DinoLoss), student, targets, atLeast: 2, atMost: long.MaxValue);
        return EveryOtherCrop.Compute(student, targets, crops, StudentTemperature);
    }
}
