using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SimSiam: both views through encoder, projector and predictor, then <see cref="SimSiamLoss"/> without a teacher.</summary>
/// <remarks>
/// Each view has a forward of its own. Projector: linear layers without biases, each with batch normalisation, the last one's without scale and shift. (The official code has a bias in the last layer and
/// freezes it, since the normalisation takes it out again: here it is left out.) Predictor: Linear without bias, batch normalisation, ReLU, Linear with bias.
/// Source: X. Chen, K. He, "Exploring simple Siamese representation learning", CVPR 2021; facebookresearch/simsiam a7bc177, simsiam/builder.py.
/// </remarks>
public sealed class SimSiamObjective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "simsiam";

    private const string PredictorName = "predictor";
    private readonly ProjectionHead _projector, _predictor;
    private readonly SimSiamLoss _loss = new();
    private readonly bool _fixPredictorRate;

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="embeddingSize">Length of the encoder's embeddings.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SimSiamObjective(int embeddingSize, SimSiamOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        _fixPredictorRate = options.FixPredictorRate;
        ProjectorSpec spec = ProjectorSpec.Parse(options.Projector) with { OutputNormalization = true, OutputAffine = false };
        _projector = new ProjectionHead(embeddingSize, spec, seed);
        _predictor = new ProjectionHead(spec.OutputSize, PredictorSpec(options.PredictorHidden, spec.OutputSize), seed, PredictorName);
        Heads = new ObjectiveHeads(("projector", _projector), (PredictorName, _predictor));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Keep Objective.SimSiam.FixPredictorRate on, or narrow Objective.SimSiam.PredictorHidden.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ParameterRole RoleOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _fixPredictorRate && parameter.StartsWith(PredictorName + ".", StringComparison.Ordinal) ? ParameterRole.ConstantRate : ParameterRole.Ordinary;
    }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input) =>
        ProjectedPair.Compute(Name, input, _projector, (first, second) => _loss.Compute(_predictor.call(first), _predictor.call(second), first, second));

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    internal static ProjectorSpec PredictorSpec(int hidden, int projectionSize) => new() { Sizes = [hidden, projectionSize], OutputBias = true };
}
