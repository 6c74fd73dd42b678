using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>Checks the names in options, so that a wrong one is found before a cohort is tiled.</summary>
internal static class OptionNames
{
    public static IReadOnlyList<string> Precisions { get; } = ["float32", "tf32", "bfloat16"];

    public static void Validate(PretrainOptions options, ObjectiveCatalog objectives)
    {
        Require(ErrorCodes.UnknownName, "there is no such sampler", "Pairs.Sampler", options.Pairs.Sampler, PairSamplerFactory.Names);
        objectives.Validate(options.Objective);
        Require(ErrorCodes.UnknownArchitecture, "there is no such architecture", "Encoder.Architecture", options.Encoder.Architecture, EncoderFactory.Architectures);
        Require(ErrorCodes.UnknownName, "there is no such optimiser", "Optimization.Optimizer", options.Optimization.Optimizer, OptimizerFactory.Names);
        Require(ErrorCodes.UnknownName, "there is no such precision", "Optimization.Precision", options.Optimization.Precision, Precisions);
        RequireDeviceFor(options);
        Require(ErrorCodes.UnknownAugmentation, "there is no augmentation of that name", "Augmentation.Preset", options.Augmentation.Preset, AugmentationPresetNames.All, StringComparer.OrdinalIgnoreCase);
        ObjectiveOptions objective = options.Objective;
        string?[] projectors =
        [
            objective.BarlowTwins.Projector, objective.VicReg.Projector, objective.Byol.Projector, objective.SimSiam.Projector, objective.SimClr.Projector, objective.SupCon.Projector,
            objective.MoCoV2.Projector, objective.MoCoV3.Projector, objective.SwAv.Projector, objective.Sslp.Projector, objective.Sgcl.Projector,
        ];
        foreach (string projector in projectors.OfType<string>())
        {
            ProjectorSpec.Parse(projector);
        }

        ObjectiveRules.Check(objective, options.Encoder.Architecture);
    }

    private static void RequireDeviceFor(PretrainOptions options)
    {
        if (options.Optimization.Precision == "tf32" && options.Training.Device == "cpu")
        {
            throw new HistoException(ErrorCodes.UnknownName, "the processor does not compute in tf32", "Optimization.Precision", "tf32 with Training.Device = cpu", "float32 or bfloat16 on the processor");
        }
    }

    private static void Require(string code, string what, string option, string seen, IReadOnlyCollection<string> names, StringComparer? comparer = null)
    {
        if (!names.Contains(seen, comparer ?? StringComparer.Ordinal))
        {
            throw new HistoException(code, what, option, seen, string.Join(", ", names));
        }
    }
}
