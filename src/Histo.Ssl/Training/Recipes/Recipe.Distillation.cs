using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <content>Objectives without negatives: predictors, prototypes, teachers.</content>
public sealed partial record Recipe
{
    /// <summary>Gets BYOL with ResNet-50 for 100 epochs: LARS, teacher momentum 0.99 to 1.</summary>
    public static Recipe Byol { get; } = new(
        "byol",
        "google-deepmind/deepmind-research 4822a455, byol/configs/byol.py and utils/schedules.py (batch 4096, 100 epochs)",
        "Brightness is scaled, not added to, and the teacher starts as a copy instead of a second draw. Batch norm is not synchronised over processes. " + Lengths,
        options =>
        {
            options.Objective.Name = "byol";
            (options.Objective.Byol.Projector, options.Objective.Byol.PredictorHidden) = ("4096-256", 4096);
            Residual(options);
            Lars(options, rate: 0.45, weightDecay: 1e-6, warmupShare: 0.1);
            (options.Optimization.TeacherMomentum, options.Optimization.FinalTeacherMomentum) = (0.99, 1);
        });

    /// <summary>Gets SimSiam with ResNet-50: SGD, the predictor's rate constant.</summary>
    public static Recipe SimSiam { get; } = new(
        "simsiam",
        "facebookresearch/simsiam a7bc177, main_simsiam.py and simsiam/builder.py (batch 512)",
        Recalled + Lengths,
        options =>
        {
            options.Objective.Name = "simsiam";
            Residual(options, zeroLastNormalization: true);
            Sgd(options, rate: 0.05, weightDecay: 1e-4);
        });

    /// <summary>Gets SwAV with ResNet-50 and multi-crop: LARS, 3,000 prototypes.</summary>
    public static Recipe SwAv { get; } = new(
        "swav",
        "facebookresearch/swav 06b1b7c, main_swav.py (batch 4096; 256 with a queue of 3840)",
        Recalled + "The warm-up starts at 0. Raise Objective.SwAv.QueueLength for batches of a few hundred. " + Lengths,
        options =>
        {
            options.Objective.Name = "swav";
            Residual(options);
            Lars(options, rate: 0.3, weightDecay: 1e-6, warmupShare: 0.0125, finalShare: 0.001);
        });

    /// <summary>Gets DINO with ViT-S/16: AdamW, 2 global and 8 local crops.</summary>
    public static Recipe DinoSmall { get; } = new(
        "dino-small",
        "facebookresearch/dino 7c446df, main_dino.py, get_args_parser (batch 512, 100 epochs)",
        "The teacher's temperature is warmed up step by step, not epoch by epoch. " + Lengths,
        options =>
        {
            options.Objective.Name = "dino";
            Transformer(options, "vit-small", layerScale: null);
            (options.Encoder.DropPath, options.Encoder.DropPathRule) = (0.1, DropPathRule.Linear);
            AdamW(options, rate: 5e-4, LearningRateScaling.Linear, weightDecay: 0.04, finalWeightDecay: 0.4, warmupShare: 0.1, finalRate: 1e-6);
            options.Optimization.WarmupIncludesEnd = true;
            options.Optimization.DecayRule = DecayRule.SkipBiasOrOneDimensional;
            (options.Optimization.GradientClip, options.Optimization.GradientClipScope) = (3, ClipScope.Tensor);
        });

    /// <summary>Gets DINOv2 with ViT-S/16: the default configuration of the official code with the small network.</summary>
    public static Recipe DinoV2Small { get; } = new("dinov2-small", DinoV2Source, DinoV2Differences, options => DinoV2(options, "vit-small", dropPath: 0.1));

    /// <summary>Gets DINOv2 with ViT-B/16: the default configuration of the official code with the base network.</summary>
    public static Recipe DinoV2Base { get; } = new("dinov2-base", DinoV2Source, DinoV2Differences, options => DinoV2(options, "vit-base", dropPath: 0.3));

    /// <summary>Gets DINOv2 for pathology: ViT-S/16 with the kernel-density regulariser in place of KoLeo.</summary>
    public static Recipe DinoV2Pathology { get; } = new(
        "dinov2-pathology",
        DinoV2Source + "; Virchow2 (arXiv 2408.00738) and Midnight for the regulariser, weight 0.05",
        DinoV2Differences + " Their networks are giant; crops, tiles and stain augmentation are those of this library's histology preset.",
        options =>
        {
            DinoV2(options, "vit-small", dropPath: 0.1);
            (options.Objective.DinoV2.KoLeoWeight, options.Objective.DinoV2.KdeWeight) = (0, 0.05);
            options.Augmentation.Preset = "histology";
        });

    private const string DinoV2Source = "facebookresearch/dinov2 b8931f7, configs/ssl_default_config.yaml, train/train.py, utils/param_groups.py (batch 1024 reference, 100 epochs of 1250 steps)";

    private const string DinoV2Differences =
        "The official configuration trains ViT-L/16 with drop path 0.3; smaller networks were distilled, so their drop path is lightly's 0.1 (small) and the official 0.3 (base). Drop path masks samples one by one (equal in expectation). " + Lengths;

    private static void DinoV2(PretrainOptions options, string architecture, double dropPath)
    {
        options.Objective.Name = "dinov2";
        Transformer(options, architecture, layerScale: 1e-5);
        (options.Encoder.DropPath, options.Encoder.DropPathRule) = (dropPath, DropPathRule.Uniform);
        AdamW(options, rate: 0.004, LearningRateScaling.SquareRoot, weightDecay: 0.04, finalWeightDecay: 0.4, warmupShare: 0.1, finalRate: 1e-6);
        OptimizationOptions optimization = options.Optimization;
        (optimization.WarmupIncludesEnd, optimization.DecayRule) = (true, DecayRule.SkipByName);
        (optimization.LayerDecay, optimization.PatchEmbeddingFactor) = (0.9, 0.2);
        (optimization.GradientClip, optimization.GradientClipScope) = (3, ClipScope.Module);
        optimization.LastLayerFreezeShare = 0.01;
        (optimization.TeacherMomentum, optimization.FinalTeacherMomentum) = (0.992, 1);
    }
}
