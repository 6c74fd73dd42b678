namespace Histo.Ssl.Encoders;

/// <summary>The mappings of well-known projects; docs/weights.md has the table.</summary>
/// <remarks>
/// Names as the projects' code writes them: torchvision 0.14; facebookresearch/moco @ 132aea9 and moco-v3 @ c349e6e; facebookresearch/dino @ 7c446df; facebookresearch/dinov2 @ b8931f7;
/// huggingface/pytorch-image-models and facebookresearch/mae (recalled).
/// </remarks>
public static class WeightMappings
{
    private const string ResNetTensor = "conv1.weight", TransformerTensor = "patch_embed.proj.weight", MaskToken = "mask_token";

    private static readonly string[] Dictionaries = ["state_dict", "model", "model_state_dict", "module", "net", "network", "encoder", "backbone", string.Empty];

    private static readonly string[] Wrappers =
    [
        string.Empty, "module.", "backbone.", "module.backbone.", "encoder.", "module.encoder.", "model.", "module.model.", "model.backbone.", "model.encoder.", "net.", "network.",
        "resnet.", "model.resnet.", "vit.", "model.vit.", "trunk.", "visual.trunk.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.",
    ];

    // The teacher first: both projects evaluate it.
    private static readonly string[] Distilled =
    [
        "backbone.", "module.backbone.", "teacher.backbone.", "teacher.module.backbone.", "module.teacher.backbone.",
        "student.backbone.", "student.module.backbone.", "module.student.backbone.", string.Empty, "module.",
    ];

    /// <summary>Gets all mappings, in the order in which they are tried.</summary>
    public static IReadOnlyList<WeightMapping> All { get; } =
    [
        new WeightMapping
        {
            Name = "torchvision",
            Sections = Dictionaries,
            Prefixes = Wrappers,
            Rules = [WeightRule.Ignore("fc."), WeightRule.Ignore("projection_head."), WeightRule.Ignore("prototypes.")],
            ForModulesWith = ResNetTensor,
        },
        new WeightMapping
        {
            Name = "resnet-sequential",
            Sections = Dictionaries,
            Prefixes = [.. Wrappers, "features.", "module.features.", "feature_extractor.", "0."],
            Rules =
            [
                WeightRule.ReplaceStart("0.", "conv1."), WeightRule.ReplaceStart("1.", "bn1."), WeightRule.ReplaceStart("4.", "layer1."), WeightRule.ReplaceStart("5.", "layer2."),
                WeightRule.ReplaceStart("6.", "layer3."), WeightRule.ReplaceStart("7.", "layer4."), WeightRule.Ignore("fc."),
            ],
            ForModulesWith = ResNetTensor,
        },
        new WeightMapping
        {
            Name = "moco",
            Sections = Dictionaries,
            Prefixes = ["module.encoder_q.", "encoder_q.", "model.encoder_q.", "module.base_encoder.", "base_encoder.", "model.base_encoder."],
            Rules = [WeightRule.Ignore("fc."), WeightRule.Ignore("head.")],
            Optional = [MaskToken],
        },
        new WeightMapping
        {
            Name = "dinov2",
            Sections = ["teacher", "student", .. Dictionaries],
            Prefixes = Distilled,
            Rules = [WeightRule.DropBlockChunk, WeightRule.Ignore("head."), WeightRule.Ignore("dino_head."), WeightRule.Ignore("ibot_head.")],
            Optional = [MaskToken],
            ForModulesWith = TransformerTensor,
            ForFilesWith = MaskToken,
        },
        new WeightMapping
        {
            Name = "timm",
            Sections = Dictionaries,
            Prefixes = Wrappers,
            Rules = [WeightRule.ReplaceStart("reg_token", "register_tokens"), WeightRule.Ignore("head."), WeightRule.Ignore("fc_norm.")],
            Optional = [MaskToken],
            PositionsWithoutClass = true,
            ForModulesWith = TransformerTensor,
        },
        new WeightMapping
        {
            Name = "dino",
            Sections = ["teacher", "student", .. Dictionaries],
            Prefixes = Distilled,
            Rules = [WeightRule.Ignore("head."), WeightRule.Ignore("fc.")],
            Optional = [MaskToken],
        },
        new WeightMapping
        {
            Name = "mae",
            Sections = Dictionaries,
            Prefixes = Wrappers,
            Rules = [WeightRule.Ignore("decoder_"), WeightRule.Ignore(MaskToken), WeightRule.Ignore("head."), WeightRule.Ignore("fc_norm.")],
            Optional = [MaskToken],
            ForModulesWith = TransformerTensor,
        },
    ];

    /// <summary>Gets the mapping that changes nothing: the names of the file are the module's.</summary>
    public static WeightMapping Plain { get; } = new() { Name = "plain" };

    /// <summary>Returns a mapping by its name.</summary>
    /// <param name="name">"torchvision", "resnet-sequential", "moco", "dinov2", "timm", "dino", "mae" or "plain".</param>
    /// <exception cref="HistoException">HS1520: there is no mapping of that name.</exception>
    public static WeightMapping Named(string name) => All.Append(Plain).FirstOrDefault(mapping => mapping.Name == name)
        ?? throw new HistoException(
            ErrorCodes.UnknownWeightMapping, "there is no weight mapping of that name", nameof(WeightMapping), name, string.Join(", ", All.Append(Plain).Select(mapping => mapping.Name)));
}
