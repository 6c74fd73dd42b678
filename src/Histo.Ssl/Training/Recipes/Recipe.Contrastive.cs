using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <content>Objectives with negatives.</content>
public sealed partial record Recipe
{
    private const string Recalled = "Learning rate, weight decay and warm-up are recalled, not read. ";
    private const string Lengths = "Batch and length are the user's.";

    /// <summary>Gets SimCLR with ResNet-50: LARS, temperature 0.1.</summary>
    public static Recipe SimClr { get; } = new(
        "simclr",
        "T. Chen et al., \"A simple framework for contrastive learning of visual representations\", ICML 2020 (batch 4096)",
        Recalled + Lengths,
        options =>
        {
            options.Objective.Name = "simclr";
            options.Objective.SimClr.Projector = "2048-128";
            options.Objective.SimClr.Temperature = 0.1;
            Residual(options);
            Lars(options, rate: 0.3, weightDecay: 1e-6, warmupShare: 0.1);
        });

    /// <summary>Gets supervised contrastive learning with ResNet-50 on weak labels: SGD, temperature 0.1.</summary>
    public static Recipe SupCon { get; } = new(
        "supcon",
        "HobbitLong/SupContrast 66a8fe5, losses.py and README (batch 1024, rate 0.5, which is 0.125 for 256)",
        Recalled + "Positives are tiles of slides with the same weak label, not images of a class. " + Lengths,
        options =>
        {
            options.Objective.Name = "supcon";
            options.Objective.SupCon.Positives = Objectives.SupConPositives.WeakLabel;
            Residual(options);
            Sgd(options, rate: 0.125, weightDecay: 1e-4, warmupShare: 0.01);
        });

    /// <summary>Gets MoCo v2 with ResNet-50: SGD, queue of 65,536, temperature 0.2.</summary>
    public static Recipe MoCoV2 { get; } = new(
        "moco-v2",
        "facebookresearch/moco 132aea9, moco/builder.py; flags --mlp --aug-plus --cos --moco-t 0.2 (batch 256)",
        Recalled + "Batch norm is not shuffled: that has a meaning on several devices only. " + Lengths,
        options =>
        {
            options.Objective.Name = "moco-v2";
            Residual(options);
            Sgd(options, rate: 0.03, weightDecay: 1e-4);
        });

    /// <summary>Gets MoCo v3 with ResNet-50: LARS, temperature 1.</summary>
    public static Recipe MoCoV3 { get; } = new(
        "moco-v3",
        "facebookresearch/moco-v3 c349e6e, main_moco.py, moco/builder.py (batch 4096, 100 epochs)",
        Recalled + Lengths,
        options =>
        {
            options.Objective.Name = "moco-v3";
            Residual(options);
            Lars(options, rate: 0.6, weightDecay: 1e-6, warmupShare: 0.1);
        });

    /// <summary>Gets MoCo v3 with ViT-S/16: AdamW, temperature 0.2, fixed positions and patch projection.</summary>
    public static Recipe MoCoV3Small { get; } = new(
        "moco-v3-small",
        "facebookresearch/moco-v3 c349e6e, main_moco.py, moco/builder.py, vits.py (batch 4096, 300 epochs, 40 of them warm-up)",
        Recalled + "The official small transformer has 12 attention heads, this one 6 as everywhere else; the patch projection starts as DINOv2's. " + Lengths,
        options =>
        {
            options.Objective.Name = "moco-v3";
            options.Objective.MoCoV3.Temperature = 0.2;
            Transformer(options, "vit-small", layerScale: null);
            options.Encoder.Transformer.Positions = PositionTable.SinCos;
            options.Encoder.Transformer.FrozenPatchProjection = true;
            AdamW(options, rate: 1.5e-4, LearningRateScaling.Linear, weightDecay: 0.1, finalWeightDecay: null, warmupShare: 40.0 / 300, finalRate: 0);
            options.Optimization.DecayRule = DecayRule.All;
        });
}
