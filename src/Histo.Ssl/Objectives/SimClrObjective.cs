using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SimCLR: both views in one batch through encoder and projector, then <see cref="NtXentLoss"/>.</summary>
/// <remarks>
/// Batch normalisation sees both views together, as in the official code. Projector: linear layers without biases, each with batch normalisation, ReLU between. The official last normalisation has a scale and
/// no shift; here it has both, as in lightly. The exclusion of spatially close negatives is a reconstruction.
/// Source: T. Chen et al., "A simple framework for contrastive learning of visual representations", ICML 2020; google-research/simclr be265c2, tf2/model.py, Model, ProjectionHead.
/// </remarks>
public sealed class SimClrObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "simclr";

    private readonly ProjectionHead _projector;
    private readonly NtXentLoss _loss;
    private readonly bool _excludeNeighbours;
    private readonly ICollective _collective;

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="embeddingSize">Length of the encoder's embeddings.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SimClrObjective(int embeddingSize, SimClrOptions options, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (_excludeNeighbours, _collective) = (options.ExcludeNeighbours, collective ?? SingleProcess.Instance);
        _loss = new NtXentLoss { Temperature = options.Temperature };
        _projector = new ProjectionHead(embeddingSize, ProjectorSpec.Parse(options.Projector) with { OutputNormalization = true }, seed);
        Heads = new ObjectiveHeads(("projector", _projector));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Lower Objective.SimClr.Temperature, or keep anchors apart (Pairs.MinimumAnchorDistance).";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input) => ProjectedPair.ComputeTogether(Name, input, _projector, (first, second) =>
    {
        NegativeExclusion.RequireContext(Name, input);
        Tensor? excluded = _excludeNeighbours ? NegativeExclusion.OfViews(input.Context, first.device, _collective) : null;
        return _loss.Compute(first, second, _collective, excluded);
    });

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();
}
