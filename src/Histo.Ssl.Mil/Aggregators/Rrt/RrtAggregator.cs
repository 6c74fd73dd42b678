using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>RRT-MIL (R2T): instances are re-embedded by attention within and across regions of a square, then pooled by attention.</summary>
/// <remarks>
/// h = Dropout(ReLU(W x + b)), laid row by row in a square whose side is a multiple of the regions along it. Within each region (R-MSA): h + attention(LN h), its scores q k^T / sqrt(d) plus their convolution along the queries
/// (EPEG). Across 8 x 8 regions (CR-MSA): every region sends k weighted sums of its tokens, these attend to those of other regions, and tokens get them back weighted by min-max scaled logits times a softmax over the k. Then a
/// normalisation, a = softmax of w act(V h'), no biases, and a linear layer of sum a h'. In bags of 64 instances or fewer the second layer adds nothing.
/// Positions are those of the list, not of the slide: another order of the instances is another result. The square's padding is not masked, as in the original.
/// Time grows with N^2 over the number of regions; memory grows linearly where libtorch has a fused attention. EPEG's bias cancels in the softmax: it is kept for weight files, and has no gradient.
/// Parameters: 2,697,474 at the defaults with 1,024 features and 2 classes. Weights of linear layers and convolutions start Xavier-normal, their biases 0.
/// Source: W. Tang et al., "Feature Re-Embedding: Towards Foundation Model-Level Performance in Computational Pathology", CVPR 2024; DearCaat/RRT-MIL 7ecbdfb, modules/{rrt,rmsa,datten}.py.
/// </remarks>
public sealed class RrtAggregator : MilAggregator
{
    /// <summary>Name in options and files.</summary>
    public const string AggregatorName = "rrt";

    private readonly Sequential patch_to_emb;
    private readonly RrtEncoder online_encoder;
    private readonly Sequential pool_fn;
    private readonly Linear predictor;
    private readonly double _dropout;

    /// <summary>Creates the aggregator with new weights on the CPU, in training mode.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="HistoException">HS0001: a setting is out of range.</exception>
    public RrtAggregator(RrtOptions options, int inputSize, int outputs, ulong seed)
        : base(AggregatorName, inputSize, outputs)
    {
        OptionRules.Require(options);
        _dropout = options.Dropout;
        patch_to_emb = nn.Sequential(("0", nn.Linear(inputSize, options.Width)), ("1", nn.ReLU()));
        var across = new CrossRegionAttention(options);
        online_encoder = new RrtEncoder(options, across);
        pool_fn = nn.Sequential(("attention", nn.Sequential(("attention", Scores(options)))));
        predictor = nn.Linear(options.Width, outputs);
        RegisterComponents();
        DefaultWeights.DrawXavier(this, seed);
        across.DrawSlots(seed, "online_encoder.cr_msa.attn.phi");
    }

    /// <summary>Gets the encoder.</summary>
    internal RrtEncoder Encoder => online_encoder;

    /// <summary>Computes the projected instances, (N, D).</summary>
    internal Tensor Project(Tensor features) => nn.functional.dropout(patch_to_emb.call(features), _dropout, training);

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        Tensor encoded = online_encoder.call(Project(input.Bag.Features));
        Tensor raw = pool_fn.call(encoded).transpose(0, 1), attention = raw.softmax(1);
        Tensor embedding = attention.matmul(encoded), logits = predictor.call(embedding);
        return new MilOutput
        {
            Logits = logits,
            AttentionRaw = raw,
            Attention = attention,
            BagEmbedding = embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(logits))] : [],
        };
    }

    private static Sequential Scores(RrtOptions options) => nn.Sequential(
        ("0", nn.Linear(options.Width, options.PoolWidth, hasBias: false)),
        ("1", options.PoolActivation == RrtActivation.Tanh ? nn.Tanh() : nn.ReLU()),
        ("2", nn.Linear(options.PoolWidth, 1, hasBias: false)));
}
