using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>DTFD-MIL: a bag is split at random into pseudo-bags, each is classified by gated attention (tier 1), and what they distil is classified again (tier 2).</summary>
/// <remarks>
/// h = ReLU(W x); in each of G groups a = softmax of the gated scores within the group, z = sum a h, p = classifier(z). Instances are ranked by their class activation, the softmax over classes of the classifier's weights
/// (without bias) times a h, for the last class (a single logit ranks them itself; ours). The group hands on z (AFS), the h of the top k (MaxS), or of the top and the bottom k (MaxMinS); a small group may hand an instance on
/// twice. Tier 2 is gated attention over all that was handed on; its logits are the answer.
/// Terms: "tier1" is the mean over the groups, "tier2" the loss of the answer; what is handed on is detached, which is what the authors' two optimisers and their zeroing of gradients amount to. Their gradient norms are clipped
/// to 5 for the four modules separately: <see cref="ClipGroups"/>.
/// The groups come from <see cref="MilInput.Draw"/> in training and evaluation alike, so an answer depends on the draw. The authors can average several draws in tests (one by default); that is left to the caller.
/// Attention: <see cref="MilOutput.AttentionRaw"/> has the tier-1 scores of the whole bag, <see cref="MilOutput.Attention"/> their softmax over the bag rather than group by group. For N below G there are N groups; the original yields NaN.
/// Parameters: 524,288 + 131,457 + 1,026 + 132,483 (projection, attention, classifier, tier 2) at the defaults with 1,024 features and 2 classes. Weights start as PyTorch's default.
/// Source: H. Zhang et al., "DTFD-MIL", CVPR 2022; hrzhang1123/DTFD-MIL 10964f4, Main_DTFD_MIL.py, Model/{Attention,network}.py, utils.py: get_cam_1d.
/// </remarks>
public sealed class DtfdAggregator : MilAggregator
{
    /// <summary>Name in options and files.</summary>
    public const string AggregatorName = "dtfd";

    private readonly DtfdReduction dimReduction;
    private readonly DtfdScores attention;
    private readonly DtfdClassifier classifier;
    private readonly DtfdSecondTier attCls;
    private readonly int _groups, _count;
    private readonly DtfdDistillation _distillation;

    /// <summary>Creates the aggregator with new weights on the CPU, in training mode.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="HistoException">HS0001: a setting is out of range.</exception>
    public DtfdAggregator(DtfdOptions options, int inputSize, int outputs, ulong seed)
        : base(AggregatorName, inputSize, outputs)
    {
        OptionRules.Require(options);
        (_groups, _count, _distillation) = (options.Groups, options.Instances / options.Groups, options.Distillation);
        dimReduction = new DtfdReduction(inputSize, options.Width, options.ResidualBlocks);
        attention = new DtfdScores(options.Width, options.AttentionWidth);
        classifier = new DtfdClassifier(options.Width, outputs, options.Dropout);
        attCls = new DtfdSecondTier(options, outputs);
        RegisterComponents();
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    /// <value>One group a module: projection, attention, classifier, tier 2.</value>
    public override IReadOnlyList<string> ClipGroups { get; } = ["dimReduction.", "attention.", "classifier.", "attCls."];

    /// <summary>Gets the first tier's classifier.</summary>
    internal DtfdClassifier Classifier => classifier;

    /// <summary>Gets the second tier.</summary>
    internal DtfdSecondTier SecondTier => attCls;

    /// <summary>Computes a pass with given pseudo-bags.</summary>
    /// <param name="input">Bag and target; nothing is drawn.</param>
    /// <param name="groups">Indices of the instances of each pseudo-bag; every instance in exactly one.</param>
    /// <returns>What it makes of the bag; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2002: the bag has another number of features. HS2020: the groups do not split the bag.</exception>
    public MilOutput Forward(MilInput input, IReadOnlyList<long[]> groups) => Pass(input, given =>
    {
        DtfdGroups.Require(groups, given.Bag.Count, given.Bag.Id);
        return Compute(given, groups);
    });

    /// <summary>Computes the first tier in the current dispose scope: all scores, (1, N), and the pseudo-bags.</summary>
    internal (Tensor Raw, IReadOnlyList<PseudoBag> Bags) FirstTier(Tensor features, IReadOnlyList<long[]> groups)
    {
        Tensor instances = dimReduction.call(features), raw = attention.call(instances);
        return (raw, [.. groups.Select(members => PseudoBag.Of(instances, raw[0], tensor(members, device: features.device), classifier))]);
    }

    /// <summary>Computes what pseudo-bags hand to the second tier, (P, E), detached.</summary>
    internal Tensor Distill(IEnumerable<PseudoBag> bags) => cat([.. bags.Select(bag => bag.Distill(_distillation, _count, classifier))], 0);

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input) => Compute(input, DtfdGroups.Draw(input.Bag.Count, _groups, input.Draw));

    private MilOutput Compute(MilInput input, IReadOnlyList<long[]> groups)
    {
        (Tensor raw, IReadOnlyList<PseudoBag> bags) = FirstTier(input.Bag.Features, groups);
        DtfdSecondTier.Result second = attCls.call(Distill(bags));
        return new MilOutput
        {
            Logits = second.Logits,
            AttentionRaw = raw,
            Attention = raw.softmax(1),
            BagEmbedding = second.Embedding,
            Terms = input.Target is { } target
                ? [new LossTerm("tier1", target.Loss(cat([.. bags.Select(bag => bag.Logits)], 0))), new LossTerm("tier2", target.Loss(second.Logits))]
                : [],
        };
    }
}
