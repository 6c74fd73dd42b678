using System.Globalization;
using Histo.Ssl.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>DTFD-MIL: the bag is dealt into pseudo-bags, each is classified, and what they distil is classified again.</summary>
/// <remarks>
/// The first tier's loss is the mean over the pseudo-bags, the second tier's is that of the answer. The second tier takes its features as constants: in the published loop its gradient never reaches the first tier, and one of its
/// variants fails there [D]. Both losses can therefore share a step; gradients are clipped module by module (<see cref="ClipGroups"/>). Instances are dealt at random in evaluation too, from the draw. The attention is that of the
/// whole bag in the first tier. Source: H. Zhang et al., "DTFD-MIL", CVPR 2022; DTFD-MIL 10964f4 Main_DTFD_MIL.py, Model/Attention.py, Model/network.py, utils.py get_cam_1d.
/// </remarks>
public sealed class Dtfd : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "dtfd";

    private static readonly string[] Modules = ["dimReduction", "attention", "classifier", "attCls"];

    private readonly DtfdOptions _options;
    private readonly Linear _projection, _classifier1, _classifier2;
    private readonly List<(Linear First, Linear Second)> _blocks;
    private readonly AttentionLayers _attention1, _attention2;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Dtfd(int inputSize, int outputs, DtfdOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new DtfdOptions();
        _options.Validate();
        int width = _options.HiddenSize;
        _projection = nn.Linear(inputSize, width, hasBias: false);
        _blocks = [.. Enumerable.Range(0, _options.ResidualBlocks).Select(_ => (nn.Linear(width, width, hasBias: false), nn.Linear(width, width, hasBias: false)))];
        (_attention1, _attention2) = (AttentionLayers.Create(width, _options.AttentionSize, 1, gated: true), AttentionLayers.Create(width, _options.AttentionSize, 1, gated: true));
        (_classifier1, _classifier2) = (nn.Linear(width, outputs), nn.Linear(width, outputs));
        var reduction = new NamedParts(("fc1", _projection));
        if (_blocks.Count > 0)
        {
            reduction.register_module("resBlocks", new NamedParts([.. _blocks.Select((block, i) =>
                (i.ToString(CultureInfo.InvariantCulture), (nn.Module)new NamedParts(("block", new NamedParts(("0", block.First), ("2", block.Second))))))]));
        }

        register_module(Modules[0], reduction);
        register_module(Modules[1], NamedParts.Attention(_attention1));
        register_module(Modules[2], new NamedParts(("fc", _classifier1)));
        register_module(Modules[3], new NamedParts(("attention", NamedParts.Attention(_attention2)), ("classifier", new NamedParts(("fc", _classifier2)))));
        DefaultWeights.Draw(this, seed);
    }

    /// <inheritdoc/>
    /// <value>Its four modules.</value>
    public override IReadOnlyList<string> ClipGroups => Modules;

    private int Selected => Math.Max(1, _options.TotalInstances / _options.Groups);

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ComputeGroups(input, Deal(input.Bag.Count, input.Draw));
    }

    /// <summary>Computes a pass with given pseudo-bags; tensors of the current scope.</summary>
    internal MilOutput ComputeGroups(MilInput input, IReadOnlyList<long[]> groups)
    {
        IReadOnlyList<DtfdGroup> first = FirstTier(input.Bag.Features, groups);
        DtfdPass second = SecondTier(Distil(first, _options.Distillation));
        Tensor raw = Raw(input.Bag.Features);
        List<LossTerm> terms = input.Target is { } target
            ? [new LossTerm("tier1", target.Loss(cat([.. first.Select(group => group.Logits)]))), new LossTerm("tier2", target.Loss(second.Logits))]
            : [];
        return new MilOutput { Logits = second.Logits, AttentionRaw = raw, Attention = raw.softmax(1), BagEmbedding = second.Embedding, Terms = terms };
    }

    /// <summary>Classifies pseudo-bags.</summary>
    internal IReadOnlyList<DtfdGroup> FirstTier(Tensor features, IReadOnlyList<long[]> groups) => [.. groups.Select(indices =>
    {
        Tensor hidden = Project(features.index_select(0, tensor(indices, device: features.device)));
        Tensor attention = _attention1.Score(hidden, training).softmax(0), weighted = attention * hidden, embedding = weighted.sum(dim: 0, keepdim: true);
        Tensor cam = weighted.detach().mm(_classifier1.weight!.detach().t()).softmax(1);
        return new DtfdGroup(hidden, attention.squeeze(1), embedding, _classifier1.call(embedding), cam);
    })];

    /// <summary>Collects what the pseudo-bags hand on, as constants.</summary>
    internal Tensor Distil(IReadOnlyList<DtfdGroup> groups, DtfdDistillation distillation) => cat([.. groups.Select(group =>
    {
        if (distillation == DtfdDistillation.Aggregated)
        {
            return group.Embedding;
        }

        Tensor order = group.Order();
        long count = order.size(0), k = Math.Min(Selected, count);
        Tensor chosen = distillation == DtfdDistillation.MaxSelection ? order.narrow(0, 0, k) : cat([order.narrow(0, 0, k), order.narrow(0, count - k, k)]);
        return group.Hidden.index_select(0, chosen);
    })]).detach();

    /// <summary>Classifies what was handed on.</summary>
    internal DtfdPass SecondTier(Tensor pseudo)
    {
        Tensor attention = _attention2.Score(pseudo, training).t().softmax(1), embedding = attention.mm(pseudo);
        return new DtfdPass(pseudo, attention, embedding, _classifier2.call(embedding));
    }

    /// <summary>Scores of the first tier over the whole bag, (1, N), without gradient.</summary>
    internal Tensor Raw(Tensor features)
    {
        using var noGrad = no_grad();
        return _attention1.Score(Project(features), false).t();
    }

    // A random order cut into nearly equal pieces: the first N mod G have one more.
    private List<long[]> Deal(int count, BagDraw draw)
    {
        var order = new Permutation(count, draw.Open(RandomSlot.BagGroups).NextUInt64(), 0);
        int groups = Math.Min(_options.Groups, count), start = 0;
        var dealt = new List<long[]>();
        for (int group = 0; group < groups; group++)
        {
            int size = (count / groups) + (group < count % groups ? 1 : 0), first = start;
            dealt.Add([.. Enumerable.Range(first, size).Select(i => (long)order[i])]);
            start += size;
        }

        return dealt;
    }

    private Tensor Project(Tensor features)
    {
        Tensor hidden = _projection.call(features).relu();
        foreach ((Linear first, Linear second) in _blocks)
        {
            hidden = hidden + second.call(first.call(hidden).relu()).relu();
        }

        return hidden;
    }
}
