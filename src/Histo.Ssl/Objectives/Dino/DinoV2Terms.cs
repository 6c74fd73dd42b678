using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The weighted sum of DINOv2's losses on given tokens, with the state of the teacher's targets.</summary>
internal sealed class DinoV2Terms
{
    private readonly DinoV2Options _options;
    private readonly DinoV2Heads _student, _teacher;
    private readonly ICollective _collective;

    public DinoV2Terms(DinoV2Options options, DinoV2Heads student, DinoV2Heads teacher, ICollective collective)
    {
        (_options, _student, _teacher, _collective) = (options, student, teacher, collective);
        ClassTargets = Targets(student.Classes);
        PatchTargets = options.IbotWeight > 0 ? Targets(student.Patches) : null;
    }

    public TeacherTargets ClassTargets { get; }

    public TeacherTargets? PatchTargets { get; }

    /// <summary>The loss, its unweighted terms, and the student's unit vectors of all class tokens; to be called inside a dispose scope.</summary>
    public (LossResult Loss, Tensor Bottleneck) Compute(DinoV2Tokens tokens, double temperature)
    {
        Tensor? indices = tokens.Patches is { } patches ? IbotLoss.MaskedPatches(patches.Masks).to(patches.Student.device) : null;
        (Tensor classTargets, Tensor? patchTargets) = Targets(tokens, indices, temperature);
        Tensor all = tokens.StudentLocal is null ? tokens.StudentGlobal : cat([tokens.StudentGlobal, tokens.StudentLocal]);
        (Tensor bottleneck, Tensor logits, Tensor? masked) = _student.Project(all, Select(tokens.Patches?.Student, indices));
        long globals = tokens.StudentGlobal.size(0);
        Tensor? local = tokens.StudentLocal is null ? null : logits.narrow(0, globals, all.size(0) - globals);
        LossResult classes = new DinoV2ClassLoss { StudentTemperature = _options.StudentTemperature }.Compute(logits.narrow(0, 0, globals), local, classTargets);
        var terms = new Dictionary<string, Tensor>(classes.Terms, StringComparer.Ordinal);
        Tensor total = classes.Loss * _options.ClassWeight;
        if (masked is not null)
        {
            terms[DinoV2Objective.Ibot] = new IbotLoss { StudentTemperature = _options.StudentTemperature }.Compute(masked, patchTargets!, tokens.Patches!.Value.Masks);
            total += terms[DinoV2Objective.Ibot] * _options.IbotWeight;
        }

        if (_options.KoLeoWeight > 0)
        {
            terms[DinoV2Objective.KoLeo] = OfBothCrops(tokens.StudentGlobal, new KoLeoLoss().Compute);
            total += terms[DinoV2Objective.KoLeo] * _options.KoLeoWeight;
        }

        if (_options.KdeWeight > 0)
        {
            terms[DinoV2Objective.Kde] = OfBothCrops(tokens.StudentGlobal, new KdeLoss { Concentration = _options.KdeConcentration }.Compute);
            total += terms[DinoV2Objective.Kde] * _options.KdeWeight;
        }

        return (new LossResult(total, terms), bottleneck);
    }

    // Anchors and neighbours apart: pushing a tile away from its own positive would undo the class loss.
    private static Tensor OfBothCrops(Tensor tokens, Func<Tensor, Tensor> loss)
    {
        long rows = tokens.size(0) / 2;
        return loss(tokens.narrow(0, 0, rows)) + loss(tokens.narrow(0, rows, rows));
    }

    private static Tensor? Select(Tensor? patches, Tensor? indices) => patches?.flatten(0, 1).index_select(0, indices!);

    private (Tensor Classes, Tensor? Patches) Targets(DinoV2Tokens tokens, Tensor? indices, double temperature)
    {
        using IDisposable frozen = no_grad();
        (_, Tensor logits, Tensor? masked) = _teacher.Project(tokens.TeacherGlobal, Select(tokens.Patches?.Teacher, indices));
        Tensor classes = ClassTargets.Next(logits, temperature, _collective);
        return (classes, masked is null ? null : PatchTargets!.Next(masked, temperature, _collective));
    }

    private TeacherTargets Targets(DinoHead head) => new(head.Spec.Prototypes, _options.Balance, _options.CenterMomentum, _options.SinkhornIterations);
}
