using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>RRT-MIL: features are embedded again by attention within and across regions, then pooled by attention.</summary>
/// <remarks>
/// Regions are pieces of the list laid out as a square, not of the slide: another order gives another answer. Memory grows with the square of a region; see <see cref="RrtOptions.RegionCount"/>.
/// Source: W. Tang et al., "Feature re-embedding", CVPR 2024; RRT-MIL 7ecbdfb modules/rrt.py RRTMIL, RRTEncoder, datten.py, 2,697,474 parameters for 1024 features and 2 classes.
/// </remarks>
public sealed class Rrt : MilAggregator
{
    /// <summary>Name as in options and files.</summary>
    public const string AggregatorName = "rrt";

    private readonly RrtOptions _options;
    private readonly Linear _projection, _predictor, _poolHidden, _poolScores;
    private readonly LayerNorm _regionNorm, _crossNorm, _norm;
    private readonly RegionAttention _region;
    private readonly CrossRegionAttention _cross;

    /// <summary>Creates the aggregator.</summary>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="seed">Seed of the weights.</param>
    public Rrt(int inputSize, int outputs, RrtOptions? options = null, ulong seed = 0)
        : base(AggregatorName, inputSize, outputs)
    {
        _options = options ?? new RrtOptions();
        _options.Validate();
        int width = _options.HiddenSize;
        _projection = nn.Linear(inputSize, width);
        _predictor = nn.Linear(width, outputs);
        (_poolHidden, _poolScores) = (nn.Linear(width, _options.PoolingSize, hasBias: false), nn.Linear(_options.PoolingSize, 1, hasBias: false));
        (_regionNorm, _crossNorm, _norm) = (nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width));
        _region = new RegionAttention(width, _options.Heads, _options.EpegKernel, _options.AttentionDropout);
        _cross = new CrossRegionAttention(width, _options.CrossHeads, _options.RepresentativeCount, _options.CrossMlp, _options.AttentionDropout);
        register_module("patch_to_emb", new NamedParts(("0", _projection)));
        register_module("online_encoder", new NamedParts(
            ("layers", new NamedParts(("0", new NamedParts(("norm", _regionNorm), ("attn", new NamedParts(("attn", _region))))))),
            ("cr_msa", new NamedParts(("norm", _crossNorm), ("attn", _cross))),
            ("norm", _norm)));
        register_module("pool_fn", new NamedParts(("attention", new NamedParts(("attention", new NamedParts(("0", _poolHidden), ("2", _poolScores)))))));
        register_module("predictor", _predictor);
        DefaultWeights.DrawXavier(this, seed);
        if (!_options.CrossMlp)
        {
            // PyTorch's kaiming uniform with a = sqrt 5 on a matrix (width, slots): fan-in is the slots.
            InitialWeights.Uniform(_cross.get_parameter("phi")!, 1 / Math.Sqrt(_options.RepresentativeCount), seed, "online_encoder.cr_msa.attn.phi");
        }
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RrtPass pass = Run(input.Bag.Features);
        return new MilOutput
        {
            Logits = pass.Logits, AttentionRaw = pass.Raw, Attention = pass.Attention, BagEmbedding = pass.Embedding,
            Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(pass.Logits))] : [],
        };
    }

    /// <summary>Computes all stages; tensors of the current scope.</summary>
    internal RrtPass Run(Tensor features)
    {
        Tensor tokens = _projection.call(features).relu();
        tokens = _options.Dropout > 0 ? nn.functional.dropout(tokens, _options.Dropout, training) : tokens;
        RegionGrid grid = RegionGrid.Of(features.size(0), _options.RegionCount);
        Tensor within = tokens + grid.Join(_region.call(grid.Split(_regionNorm.call(tokens))));
        Tensor across = within + _cross.call(_crossNorm.call(within));
        Tensor encoded = _norm.call(_options.GlobalShortcut ? across + tokens : across);
        Tensor hidden = _poolHidden.call(encoded), raw = _poolScores.call(_options.TanhPooling ? hidden.tanh() : hidden.relu()).t(), attention = raw.softmax(1);
        Tensor embedding = attention.mm(encoded);
        return new RrtPass(within, across, encoded, raw, attention, embedding, _predictor.call(embedding));
    }
}
