using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Supervised contrastive learning with weak labels, slides or pairs as classes: both views in one batch through encoder and projector, then <see cref="SupConLoss"/>.</summary>
/// <remarks>
/// Batch normalisation sees both views together, as in the official code. Projector: linear layers with biases and ReLU between, no batch normalisation. A pair has the label of its anchor, whatever its
/// positive is. Positives by weak label or slide are this library's use of the loss; the exclusion of spatially close negatives is a reconstruction.
/// Source: P. Khosla et al., "Supervised contrastive learning", NeurIPS 2020; HobbitLong/SupContrast 66a8fe5, main_supcon.py, networks/resnet_big.py.
/// </remarks>
public sealed class SupConObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "supcon";

    private readonly ProjectionHead _projector;
    private readonly SupConLoss _loss;
    private readonly SupConPositives _positives;
    private readonly bool _excludeNeighbours;
    private readonly ICollective _collective;

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="embeddingSize">Length of the encoder's embeddings.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SupConObjective(int embeddingSize, SupConOptions options, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (_positives, _excludeNeighbours, _collective) = (options.Positives, options.ExcludeNeighbours, collective ?? SingleProcess.Instance);
        _loss = new SupConLoss
        {
            Temperature = options.Temperature,
            BaseTemperature = options.BaseTemperature,
            Contrast = options.Contrast,
            Denominator = options.Denominator,
        };
        _projector = new ProjectionHead(embeddingSize, ProjectorSpec.Parse(options.Projector) with { HiddenBias = true, HiddenNormalization = false, OutputBias = true }, seed);
        Heads = new ObjectiveHeads(("projector", _projector));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "With few labels all rows become positives: set Objective.SupCon.Positives=Pair, or lower Objective.SupCon.Temperature.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input) => ProjectedPair.ComputeTogether(Name, input, _projector, (first, second) =>
    {
        NegativeExclusion.RequireContext(Name, input);
        return _loss.Compute(stack([first, second], 1), Labels(input.Context, first.device), _collective, Excluded(input.Context, first.device));
    });

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private Tensor? Labels(BatchContext context, Device device)
    {
        if (_positives == SupConPositives.Pair)
        {
            return null;
        }

        var labels = new long[context.Pairs];
        for (int i = 0; i < labels.Length; i++)
        {
            BatchRow anchor = context.Rows[i];
            long label = _positives == SupConPositives.Slide ? anchor.Address.Slide : anchor.WeakLabel;
            labels[i] = label >= 0 ? label : -1 - (((long)_collective.Rank * context.Pairs) + i);
        }

        return tensor(labels, device: device);
    }

    private Tensor? Excluded(BatchContext context, Device device)
    {
        Tensor? excluded = _excludeNeighbours ? NegativeExclusion.OfViews(context, device, _collective) : null;
        return _loss.Contrast == SupConContrast.One ? excluded?.narrow(0, 0, context.Pairs) : excluded;
    }
}
