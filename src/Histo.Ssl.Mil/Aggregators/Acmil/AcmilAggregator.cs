using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>ACMIL: several attention branches that are pushed apart and, in training, kept from the most salient instances; the bag is read with the mean of their attentions.</summary>
/// <remarks>
/// h = ReLU(W x). Branch m: scores S_m, a_m = softmax(S_m), its own classifier. Bag: a = mean of the a_m, z = sum a h, the slide's classifier. In training, of the min(10, N) highest scores
/// of each row 60 percent, rounded down, are set to -1e9 before the softmax (STKIM): drawn from <see cref="MilInput.Draw"/>, or given.
/// Terms: "bag"; with more than one branch also "branches", the mean over the branches, and "diversity", the mean over pairs of branches of the cosine of their attentions (and over heads). All have weight 1. With one branch and
/// no masking this is gated attention pooling, and the branch's own classifier is idle.
/// Attention: one row a branch, or branch by branch one row a head; the mean over the rows is the attention of the bag.
/// Parameters at the defaults with 1,024 features and 2 classes: 662,417 gated, 6,317,580 multi-head. Weights start as PyTorch's default, queries normal with deviation 1e-6.
/// Source: Y. Zhang et al., "Attention-Challenging Multiple Instance Learning for Whole Slide Image Classification", ECCV 2024; dazhangyu123/ACMIL e53d19c, architecture/transformer.py: ACMIL_GA, ACMIL_MHA,
/// Step3_WSI_classification_ACMIL.py. Left out: the diversity term's float32.
/// </remarks>
public abstract class AcmilAggregator : MilAggregator
{
    /// <summary>Name in options and files.</summary>
    public const string AggregatorName = "acmil";

    private readonly AcmilOptions _options;
    private readonly int _rows;

    private protected AcmilAggregator(AcmilOptions options, int inputSize, int outputs, int headsABranch)
        : base(AggregatorName, inputSize, outputs)
    {
        (_options, _rows) = (OptionRules.Require(options), options.Branches * headsABranch);
    }

    /// <summary>Creates the aggregator with new weights on the CPU, in training mode.</summary>
    /// <param name="options">Its settings; they say which attention.</param>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <returns>The aggregator; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0001: a setting is out of range.</exception>
    public static AcmilAggregator Create(AcmilOptions options, int inputSize, int outputs, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Attention == AcmilAttention.MultiHead
            ? new MultiHeadAcmil(options, inputSize, outputs, seed)
            : new GatedAcmil(options, inputSize, outputs, seed);
    }

    /// <summary>Computes a pass with given masked instances, in training and evaluation mode alike.</summary>
    /// <param name="input">Bag and target; nothing is drawn.</param>
    /// <param name="masked">Indices of the masked instances, one list of the same length for each row of the attention.</param>
    /// <returns>What it makes of the bag; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2002: the bag has another number of features. HS2021: the instances do not fit the bag.</exception>
    public MilOutput Forward(MilInput input, IReadOnlyList<long[]> masked) => Pass(input, given => Compute(given, SalientMask.Given(masked, _rows, given)));

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input) => Compute(input, training ? SalientMask.Drawn(_options, input.Draw) : SalientMask.None);

    /// <summary>Reads a bag in the current dispose scope.</summary>
    /// <param name="features">(N, D).</param>
    /// <param name="mask">What is masked.</param>
    private protected abstract AcmilReading Read(Tensor features, SalientMask mask);

    /// <summary>Reads a bag with its branches, for tests that look inside; in the current dispose scope.</summary>
    internal AcmilReading ReadBranches(Tensor features, SalientMask mask) => Read(features, mask);

    private MilOutput Compute(MilInput input, SalientMask mask)
    {
        AcmilReading reading = Read(input.Bag.Features, mask);
        return new MilOutput
        {
            Logits = reading.Logits,
            AttentionRaw = reading.Raw,
            Attention = reading.Attention,
            BagEmbedding = reading.Embedding,
            Terms = input.Target is { } target ? Terms(reading, target) : [],
        };
    }

    private LossTerm[] Terms(AcmilReading reading, IBagTarget target)
    {
        var bag = new LossTerm("bag", target.Loss(reading.Logits));
        return _options.Branches == 1 ? [bag] : [bag, new LossTerm("branches", target.Loss(reading.BranchLogits)), new LossTerm("diversity", Likeness(reading.Attention))];
    }

    private Tensor Likeness(Tensor attention)
    {
        using DisposeScope scope = NewDisposeScope();
        int branches = _options.Branches;
        Tensor split = attention.reshape(branches, _rows / branches, -1);
        IEnumerable<Tensor> pairs =
            from first in Enumerable.Range(0, branches)
            from second in Enumerable.Range(first + 1, branches - first - 1)
            select nn.functional.cosine_similarity(split[first], split[second], dim: -1).mean();
        return stack(pairs).mean().MoveToOuterDisposeScope();
    }
}
