using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>Checks options that name one of several things, so that a wrong name fails before slides are read.</summary>
internal static class OptionNames
{
    private static readonly string[] Precisions = ["float32", "bfloat16"];

    public static void Require(PretrainOptions options)
    {
        Require(ErrorCodes.UnknownName, "Pairs.Sampler", options.Pairs.Sampler, PairSamplerFactory.Names);
        Require(ErrorCodes.UnknownAugmentation, "Augmentation.Preset", options.Augmentation.Preset, AugmentationPresetNames.All, StringComparer.OrdinalIgnoreCase);
        Require(ErrorCodes.UnknownArchitecture, "Encoder.Architecture", options.Encoder.Architecture, EncoderFactory.Architectures);
        Require(ErrorCodes.UnknownObjective, "Objective.Name", options.Objective.Name, ObjectiveFactory.Names);
        Require(ErrorCodes.UnknownName, "Optimization.Optimizer", options.Optimization.Optimizer, OptimizerFactory.Names);
        Require(ErrorCodes.UnknownName, "Optimization.Precision", options.Optimization.Precision, Precisions);
    }

    private static void Require(string code, string option, string seen, IEnumerable<string> known, StringComparer? comparer = null)
    {
        if (!known.Contains(seen, comparer ?? StringComparer.Ordinal))
        {
            throw new HistoException(code, "an option names something that does not exist", option, seen, string.Join(", ", known));
        }
    }
}
