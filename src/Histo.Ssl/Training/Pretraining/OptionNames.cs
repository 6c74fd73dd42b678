using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>Checks the names in options, so that a wrong one is found before a cohort is tiled.</summary>
internal static class OptionNames
{
    public static IReadOnlyList<string> Precisions { get; } = ["float32", "bfloat16"];

    public static void Validate(PretrainOptions options)
    {
        Require(ErrorCodes.UnknownName, "there is no such sampler", "Pairs.Sampler", options.Pairs.Sampler, PairSamplerFactory.Names);
        Require(ErrorCodes.UnknownObjective, "there is no such objective", "Objective.Name", options.Objective.Name, ObjectiveFactory.Names);
        Require(ErrorCodes.UnknownArchitecture, "there is no such architecture", "Encoder.Architecture", options.Encoder.Architecture, EncoderFactory.Architectures);
        Require(ErrorCodes.UnknownName, "there is no such optimiser", "Optimization.Optimizer", options.Optimization.Optimizer, OptimizerFactory.Names);
        Require(ErrorCodes.UnknownName, "there is no such precision", "Optimization.Precision", options.Optimization.Precision, Precisions);
        Require(ErrorCodes.UnknownAugmentation, "there is no augmentation of that name", "Augmentation.Preset", options.Augmentation.Preset, AugmentationPresetNames.All, StringComparer.OrdinalIgnoreCase);
        ProjectorSpec.Parse(options.Objective.BarlowTwins.Projector);
        ProjectorSpec.Parse(options.Objective.VicReg.Projector);
        ProjectorSpec.Parse(options.Objective.Sslp.Projector);
        ProjectorSpec.Parse(options.Objective.Sgcl.Projector);
    }

    private static void Require(string code, string what, string option, string seen, IReadOnlyCollection<string> names, StringComparer? comparer = null)
    {
        if (!names.Contains(seen, comparer ?? StringComparer.Ordinal))
        {
            throw new HistoException(code, what, option, seen, string.Join(", ", names));
        }
    }
}
