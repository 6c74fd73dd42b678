using System.Globalization;
using Histo.Ssl.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>The rules by which official recipes give parameters their learning-rate and decay factors.</summary>
/// <remarks>
/// With layer decay d and L transformer blocks a parameter of block i has the factor d^(L - i), tokens, positions and the patch embedding d^(L + 1) (the patch embedding times <see cref="PatchEmbeddingFactor"/> as well), everything
/// else 1. Encoders without blocks and heads have the factor 1.
/// Source: facebookresearch/dinov2 b8931f7, dinov2/utils/param_groups.py, get_params_groups_with_decay.
/// </remarks>
public sealed record ParameterRules
{
    private static readonly string[] FirstLayer = ["cls_token", "pos_embed", "register_tokens", "mask_token", "patch_embed."];

    /// <summary>Gets which parameters do not decay.</summary>
    /// <value><see cref="DecayRule.SkipOneDimensional"/> (default).</value>
    public DecayRule Decay { get; init; }

    /// <summary>Gets the factor on the learning rate from one transformer block to the one below.</summary>
    /// <value>1 (default): none. DINOv2: 0.9.</value>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Gets a further factor on the learning rate of the patch embedding.</summary>
    /// <value>1 (default). DINOv2: 0.2.</value>
    public double PatchEmbeddingFactor { get; init; } = 1;

    /// <summary>Gets the factor on the learning rate of 1-D parameters.</summary>
    /// <value>1 (default). Official Barlow Twins: 0.0048 / 0.2.</value>
    public double BiasLearningRateFactor { get; init; } = 1;

    /// <summary>Returns the factors of a parameter.</summary>
    /// <param name="name">Name within its module, "blocks.3.mlp.fc1.weight" for example.</param>
    /// <param name="dimensions">Its number of dimensions.</param>
    /// <param name="blocks">Number of transformer blocks of its module; 0 for none.</param>
    /// <param name="role">What the objective says of it.</param>
    public ParameterTraits For(string name, long dimensions, int blocks, ParameterRole role = ParameterRole.Ordinary)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool flat = dimensions == 1, bias = name.EndsWith(".bias", StringComparison.Ordinal);
        bool decays = Decay switch
        {
            DecayRule.SkipByName => !bias && !name.Contains("norm", StringComparison.Ordinal) && !name.Contains("gamma", StringComparison.Ordinal),
            DecayRule.SkipBiasOrOneDimensional => !bias && !flat,
            DecayRule.All => true,
            _ => !flat,
        };
        double rate = blocks == 0 ? 1 : Math.Pow(LayerDecay, blocks + 1 - LayerOf(name, blocks));
        rate *= blocks > 0 && name.StartsWith("patch_embed.", StringComparison.Ordinal) ? PatchEmbeddingFactor : 1;
        return new ParameterTraits(flat ? rate * BiasLearningRateFactor : rate, decays ? 1 : 0, role);
    }

    /// <summary>Groups the trainable parameters of an encoder and of an objective's heads by their factors.</summary>
    /// <param name="encoder">The encoder, on its device.</param>
    /// <param name="objective">The objective, its heads on the device.</param>
    /// <returns>Groups in the order of their first parameter; names begin with "encoder." and "objective.".</returns>
    public IReadOnlyList<ParameterGroup> Group(nn.Module encoder, IJointEmbeddingObjective objective)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(objective);
        return Group([.. Trainable("encoder", encoder, _ => ParameterRole.Ordinary), .. Trainable("objective", objective.Heads, objective.RoleOf)]);
    }

    private static ParameterGroup[] Group(IReadOnlyList<(NamedParameter Parameter, ParameterTraits Traits)> all) =>
        [.. all.GroupBy(each => each.Traits).Select(group => new ParameterGroup(Describe(group.Key), [.. group.Select(each => each.Parameter)])
        {
            LearningRateFactor = group.Key.LearningRateFactor,
            WeightDecayFactor = group.Key.WeightDecayFactor,
            Role = group.Key.Role,
        })];

    private static string Describe(ParameterTraits traits) =>
        string.Create(CultureInfo.InvariantCulture, $"rate x {traits.LearningRateFactor:G4}{(traits.WeightDecayFactor > 0 ? ", decay" : string.Empty)}{(traits.Role == ParameterRole.Ordinary ? string.Empty : $", {traits.Role}")}");

    /// <summary>0 for the first layer, i + 1 for block i, one more than the number of blocks for what comes behind.</summary>
    private static int LayerOf(string name, int blocks)
    {
        if (Array.Exists(FirstLayer, first => name.StartsWith(first, StringComparison.Ordinal)))
        {
            return 0;
        }

        return BlockOf(name) is { } block ? block + 1 : blocks + 1;
    }

    /// <summary>Number of the block: the last number of "blocks.3." and of the chunked "blocks.1.3.".</summary>
    private static int? BlockOf(string name)
    {
        if (!name.StartsWith("blocks.", StringComparison.Ordinal))
        {
            return null;
        }

        int? block = null;
        foreach (string part in name.Split('.').Skip(1))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                break;
            }

            block = number;
        }

        return block;
    }

    private IEnumerable<(NamedParameter Parameter, ParameterTraits Traits)> Trainable(string prefix, nn.Module module, Func<string, ParameterRole> role)
    {
        (string Name, Parameter Parameter)[] all = [.. module.named_parameters()];
        int blocks = prefix == "encoder" ? all.Select(entry => BlockOf(entry.Name) + 1 ?? 0).DefaultIfEmpty(0).Max() : 0;
        return all.Where(entry => entry.Parameter.requires_grad)
            .Select(entry => (new NamedParameter($"{prefix}.{entry.Name}", entry.Parameter), For(entry.Name, entry.Parameter.dim(), blocks, role(entry.Name))));
    }
}
