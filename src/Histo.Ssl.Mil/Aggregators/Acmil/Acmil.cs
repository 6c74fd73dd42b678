using System.Globalization;
using Histo.Ssl.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>ACMIL: several attention branches that must look at different instances, with the most looked-at ones hidden at random.</summary>
/// <remarks>
/// In training each branch hides a share of its instances of highest score. Loss: the bag's, the mean of the branches' own, and the mean cosine of the branches' attentions over pairs; with one branch only the bag's.
/// The attention is the mean over the branches (and heads).
/// Source: Y. Zhang et al., "Attention-challenging multiple instance learning", ECCV 2024; ACMIL e53d19c architecture/transformer.py ACMIL_GA, ACMIL_MHA, 662,417 parameters for 1024 features, 5 gated branches and 2 classes.
/// </remarks>
public sealed class Acmil : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "acmil";

    private const double HiddenScore = -1e9;

    private readonly AcmilOptions _options;
    private readonly Linear _projection, _bagClassifier;
    private readonly List<Linear> _classifiers;
    private readonly IAcmilBranches _branches;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Acmil(int inputSize, int outputs, AcmilOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new AcmilOptions();
        _options.Validate();
        _projection = nn.Linear(inputSize, _options.HiddenSize, hasBias: false);
        _classifiers = [.. Enumerable.Range(0, _options.Branches).Select(_ => nn.Linear(_options.HiddenSize, outputs))];
        _bagClassifier = nn.Linear(_options.HiddenSize, outputs);
        register_module("dimreduction", new NamedParts(("fc1", _projection)));
        QueryBranches? queries = _options.Heads > 0 ? new QueryBranches(this, _options) : null;
        _branches = queries is null ? new GatedBranches(this, _options) : queries;
        register_module("classifier", new NamedParts([.. _classifiers.Select((each, i) => (i.ToString(CultureInfo.InvariantCulture), (nn.Module)new NamedParts(("fc", each))))]));
        register_module("Slide_classifier", new NamedParts(("fc", _bagClassifier)));
        DefaultWeights.Draw(this, seed);
        queries?.DrawQueries(seed);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        AcmilPass pass = Run(input.Bag.Features, training ? scores => Choose(scores, input.Draw) : null);
        Tensor raw = pass.Raw.mean([0, 1]).unsqueeze(0), attention = pass.BagAttention.mean([0], keepdim: true);
        return new MilOutput { Logits = pass.Logits, AttentionRaw = raw, Attention = attention, BagEmbedding = pass.Embedding, Terms = input.Target is { } target ? Terms(pass, target) : [] };
    }

    /// <summary>Computes a pass; tensors of the current scope.</summary>
    /// <param name="features">(N, D).</param>
    /// <param name="hide">From scores (heads, branches, N) to the indices that each head and branch hides, (heads, branches, m); null to hide none.</param>
    internal AcmilPass Run(Tensor features, Func<Tensor, Tensor?>? hide)
    {
        Tensor hidden = _projection.call(features).relu(), raw = _branches.Score(hidden);
        if (hide?.Invoke(raw) is { } indices)
        {
            raw = raw.scatter(2, indices, full_like(indices, HiddenScore, dtype: raw.dtype));
        }

        Tensor attention = raw.softmax(2), bagAttention = attention.mean([1]), branches = _branches.PoolBranches(hidden, attention), embedding = _branches.PoolBag(hidden, bagAttention);
        Tensor logits = cat([.. _classifiers.Select((classifier, i) => classifier.call(branches.narrow(0, i, 1)))]);
        return new AcmilPass(raw, attention, bagAttention, logits, embedding, _bagClassifier.call(embedding));
    }

    /// <summary>The parts of the loss.</summary>
    internal IReadOnlyList<LossTerm> Terms(AcmilPass pass, IBagTarget target)
    {
        var bag = new LossTerm("bag", target.Loss(pass.Logits));
        if (_options.Branches == 1)
        {
            return [bag];
        }

        var cosines = new List<Tensor>();
        for (int first = 0; first < _options.Branches; first++)
        {
            for (int second = first + 1; second < _options.Branches; second++)
            {
                cosines.Add(nn.functional.cosine_similarity(pass.Attention.select(1, first), pass.Attention.select(1, second), 1).mean());
            }
        }

        return [bag, new LossTerm("branches", target.Loss(pass.BranchLogits)), new LossTerm("diversity", stack(cosines).mean())];
    }

    // Of the instances of highest score some at random, head by head and branch by branch.
    private Tensor? Choose(Tensor scores, BagDraw draw)
    {
        int top = (int)Math.Min(_options.TopCount, scores.size(2)), hidden = (int)(_options.HiddenShare * top);
        if (hidden == 0)
        {
            return null;
        }

        using var noGrad = no_grad();
        Tensor highest = scores.topk(top, 2).indexes;
        var random = draw.Open(RandomSlot.BagHiding);
        var picks = new List<long>();
        for (long row = 0; row < scores.size(0) * scores.size(1); row++)
        {
            long[] order = [.. Enumerable.Range(0, top).Select(i => (long)i)];
            random.Shuffle(order.AsSpan());
            picks.AddRange(order.Take(hidden));
        }

        return highest.gather(2, tensor(picks.ToArray(), [scores.size(0), scores.size(1), hidden], device: scores.device));
    }
}
