using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>WeakSupCon: an encoder learns from labels of slides. Tiles of negative bags are drawn together, tiles of positive bags are contrasted among themselves; see <see cref="WeakSupConLoss"/>.</summary>
/// <remarks>
/// The objective lays out its batches (<see cref="Strata"/>): first the anchors from negative bags, then those from positive ones. All views of both halves go through encoder and projector in one forward, so batch-norm statistics are
/// shared, in the order of the published code: negative view 1, positive view 1, negative view 2, positive view 2. Its classes are drawn with replacement; here each tile of a half comes once before any comes again ([D]).
/// A pair from a neighbour ("contextual") is welcome in both halves: among negative bags every pair attracts anyway, among positive bags the neighbour becomes the positive ([RECON]).
/// Rows of one process only, as published. Disposing it disposes the projector, not the encoder.
/// Source: B. Zhang et al., "WeakSupCon" (arXiv 2503.04165, 2602.09477); BzhangURU/Paper_WeakSupCon_for_MIL bbbd33c, WeakSupCon.py, networks/backbone_models.py.
/// </remarks>
public sealed class WeakSupConObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "weaksupcon";

    private readonly ProjectionHead _projector;
    private readonly WeakSupConLoss _loss;
    private readonly BagHalves _halves;
    private readonly bool _excludeNeighbours;

    /// <summary>Creates the objective with a new projector on the CPU.</summary>
    /// <param name="setup">What it is created for; its tile set says which slides have which label.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="HistoException">HS1610: there is no tile set. HS2070, HS2071: there are no negative or no positive bags. HS2072: a negative label occurs nowhere. HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public WeakSupConObjective(ObjectiveSetup setup, WeakSupConOptions options)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        _halves = new BagHalves(
            setup.Tiles ?? throw new HistoException(ErrorCodes.ObjectiveNeedsTiles, "the objective needs the labels of the tiles' slides", ObjectiveName, wanted: "ObjectiveSetup.Tiles"),
            options.NegativeLabels);
        Strata = _halves.Strata(options.NegativeShare);
        (_loss, _excludeNeighbours) = (options.ToLoss(), options.ExcludeNeighbours);
        _projector = new ProjectionHead(setup.Encoder.EmbeddingSize, ProjectorSpec.Parse(options.Projector) with { HiddenBias = true, HiddenNormalization = false, OutputBias = true }, setup.Seed);
        Heads = new ObjectiveHeads(("projector", _projector));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public AnchorStrata Strata { get; }

    /// <inheritdoc/>
    public string Notice => _halves.Notice;

    /// <inheritdoc/>
    public string CollapseAdvice => "Tiles of negative bags attract each other and only those of positive bags repel: lower Objective.Custom.Lambda or Objective.Custom.NegativeShare.";

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0002: a view or the context has another shape. HS2073: a half is empty. HS2074: a pair has a tile in each half. HS2075: a tile's bag has no label.</exception>
    public ObjectiveResult Compute(ObjectiveInput input) => ProjectedPair.ComputeTogether(Name, input, _projector, (first, second) =>
    {
        NegativeExclusion.RequireContext(Name, input);
        return LossOf(first, second, input.Context);
    });

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    /// <summary>Splits the projections (N, D) of both views into halves and applies the loss; the caller disposes the result.</summary>
    internal LossResult LossOf(Tensor first, Tensor second, BatchContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        (long[] negative, long[] positive) = _halves.Split(context);
        Tensor rows = stack([first, second], 1), negativeRows = tensor(negative, device: first.device), positiveRows = tensor(positive, device: first.device);
        return _loss.Compute(rows.index_select(0, negativeRows), rows.index_select(0, positiveRows), Excluded(context, positiveRows)).MoveToOuterDisposeScope();
    }

    private Tensor? Excluded(BatchContext context, Tensor positiveRows)
    {
        Tensor? all = _excludeNeighbours ? NegativeExclusion.OfViews(context, positiveRows.device, SingleProcess.Instance) : null;
        Tensor bothViews = cat([positiveRows, positiveRows + context.Pairs]);
        return all?.index_select(0, bothViews).index_select(1, bothViews);
    }
}
