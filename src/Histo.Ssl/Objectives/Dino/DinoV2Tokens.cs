using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>What student and teacher made of the crops of a batch: rows are crop-major, all first globals before all second ones.</summary>
/// <param name="StudentGlobal">Class tokens of the (masked) global crops, (2B, D).</param>
/// <param name="StudentLocal">Class tokens of the local crops, (n B, D); null without local crops.</param>
/// <param name="TeacherGlobal">Class tokens of the global crops, (2B, D).</param>
internal sealed record DinoV2Tokens(Tensor StudentGlobal, Tensor? StudentLocal, Tensor TeacherGlobal)
{
    /// <summary>The masks of the global crops, (2B, P) bool on the CPU, and the patch tokens of student and teacher, (2B, P, D); null without iBOT.</summary>
    public (Tensor Masks, Tensor Student, Tensor Teacher)? Patches { get; init; }
}
