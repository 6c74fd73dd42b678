using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>VICReg: each view through encoder and projector in its own forward, then <see cref="VicRegLoss"/>.</summary>
/// <remarks>The hidden layers of the expander have biases, its last one has none, as in the official code (facebookresearch/vicreg 4e12602, main_vicreg.py).</remarks>
public sealed class VicRegObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "vicreg";

    private readonly ProjectionHead _projector;
    private readonly VicRegLoss _loss;
    private readonly ICollective _collective;

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="embeddingSize">Length of the encoder's embeddings.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public VicRegObjective(int embeddingSize, VicRegOptions options, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        _collective = collective ?? SingleProcess.Instance;
        _loss = new VicRegLoss
        {
            InvarianceWeight = options.InvarianceWeight,
            VarianceWeight = options.VarianceWeight,
            CovarianceWeight = options.CovarianceWeight,
            Epsilon = options.Epsilon,
        };
        _projector = new ProjectionHead(embeddingSize, ProjectorSpec.Parse(options.Projector) with { HiddenBias = true }, seed);
        Heads = new ObjectiveHeads(("projector", _projector));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Objective.VicReg.VarianceWeight and CovarianceWeight against InvarianceWeight.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input) => ProjectedPair.Compute(Name, input, _projector, (first, second) => _loss.Compute(first, second, _collective));

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();
}
