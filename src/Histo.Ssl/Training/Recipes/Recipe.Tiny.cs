using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;

namespace Histo.Ssl.Training;

/// <content>Trials and tests.</content>
public sealed partial record Recipe
{
    /// <summary>Gets small heads, queues, prototypes and banks for every objective, and a narrow encoder: for trials and tests.</summary>
    /// <remarks>Keeps the objective, the sampler and the kind of encoder; apply it after another recipe and after <see cref="EncoderOptions.Architecture"/> is chosen.</remarks>
    public static Recipe Tiny { get; } = new(
        "tiny",
        "none: a recipe of this library",
        "Nothing of it is published: sizes are chosen so that a step takes milliseconds. Keeps the objective and may follow another recipe.",
        options =>
        {
            TinyHeads(options.Objective);
            options.Pairs.Bank.Clusters = options.Objective.Sslp.Bank.Clusters = options.Objective.Sgcl.Bank.Clusters = 8;
            bool residual = options.Encoder.Architecture.StartsWith("resnet", StringComparison.Ordinal);
            options.Encoder.Width = residual ? 8 : 48;
            options.Encoder.Stem = residual ? EncoderStem.Small : EncoderStem.ImageNet;

            // Branches that start at a factor of 1e-5 need more steps than a trial has.
            options.Encoder.Transformer.LayerScale = null;
            (options.Encoder.Transformer.PatchSize, options.Encoder.Transformer.Depth, options.Encoder.Transformer.Heads) = (8, 3, 3);
        });

    private static void TinyHeads(ObjectiveOptions objective)
    {
        objective.BarlowTwins.Projector = objective.VicReg.Projector = "64-64-64";
        (objective.Byol.Projector, objective.Byol.PredictorHidden) = ("64-32", 64);
        (objective.SimSiam.Projector, objective.SimSiam.PredictorHidden) = ("64-64-64", 16);
        objective.SimClr.Projector = objective.SupCon.Projector = objective.MoCoV2.Projector = "64-32";
        objective.MoCoV2.QueueSize = 512;
        (objective.MoCoV3.Projector, objective.MoCoV3.PredictorHidden) = ("64-32", 64);
        (objective.SwAv.Projector, objective.SwAv.Prototypes, objective.SwAv.LocalCrops, objective.SwAv.FreezePrototypesSteps) = ("64-32", 32, 2, 5);
        (objective.Dino.Prototypes, objective.Dino.HiddenSize, objective.Dino.BottleneckSize, objective.Dino.LocalCrops) = (64, 64, 32, 2);
        (objective.DinoV2.Prototypes, objective.DinoV2.HiddenSize, objective.DinoV2.BottleneckSize, objective.DinoV2.LocalCrops) = (64, 64, 32, 2);
        (objective.Sslp.Projector, objective.Sslp.Negatives, objective.Sslp.Neighbours) = ("32", 64, 64);
        (objective.Sgcl.Projector, objective.Sgcl.Negatives, objective.Sgcl.Neighbours, objective.Sgcl.SelfNegatives) = ("64-32", 64, 64, 256);
        (objective.DinoV2.IbotPrototypes, objective.DinoV2.IbotBottleneckSize) = (64, 32);
    }
}
