using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>MoCo v3: both views through the online network with its predictor give queries, both through a momentum teacher give keys; then <see cref="MoCoV3Loss"/>.</summary>
/// <remarks>
/// Each view has a forward of its own. Linear layers have no biases; all but the last are followed by batch normalisation and ReLU. The projector ends with batch normalisation without scale and shift; so does the
/// predictor of a vision transformer, while that of a residual network ends with its linear layer. The teacher runs in training mode; its official momentum rises from 0.99 to 1 along half a cosine. The official recipe for vision
/// transformers also freezes the patch projection, which is a matter of the encoder and is not done here. The exclusion of spatially close negatives is a reconstruction.
/// Source: X. Chen, S. Xie, K. He, "An empirical study of training self-supervised vision transformers", ICCV 2021; facebookresearch/moco-v3 c349e6e, moco/builder.py.
/// </remarks>
public sealed class MoCoV3Objective : IJointEmbeddingObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "moco-v3";

    private readonly ProjectionHead _projector, _predictor;
    private readonly TeacherNetwork _teacher;
    private readonly MoCoV3Loss _loss;
    private readonly bool _excludeNeighbours;
    private readonly ICollective _collective;

    /// <summary>Creates the objective with new heads on the CPU; the twin of the encoder is where the encoder is.</summary>
    /// <param name="encoder">The encoder that will be trained; kept, not disposed. One with tokens counts as a vision transformer.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public MoCoV3Objective(Encoder encoder, MoCoV3Options options, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (TeacherUpdate, _excludeNeighbours, _collective) = (options.TeacherUpdate, options.ExcludeNeighbours, collective ?? SingleProcess.Instance);
        _loss = new MoCoV3Loss { Temperature = options.Temperature };
        bool transformer = encoder is ITokenEncoder;
        ProjectorSpec spec = ProjectorSpec.Parse(options.Projector ?? (transformer ? "4096-4096-256" : "4096-256")) with { OutputNormalization = true, OutputAffine = false };
        _projector = new ProjectionHead(encoder.EmbeddingSize, spec, seed);
        _predictor = new ProjectionHead(spec.OutputSize, spec with { Sizes = [options.PredictorHidden, spec.OutputSize], OutputNormalization = transformer }, seed, "predictor");
        _teacher = new TeacherNetwork(encoder, _projector);
        Heads = new ObjectiveHeads(("projector", _projector), ("predictor", _predictor), ("teacher", _teacher));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Optimization.TeacherMomentum, lower Objective.MoCoV3.Temperature, or freeze the patch projection of a vision transformer.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> TeacherPairs => _teacher.Pairs;

    /// <inheritdoc/>
    public TeacherUpdate TeacherUpdate { get; }

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProjectedPair.RequireTwoViews(Name, input.Views);
        NegativeExclusion.RequireContext(Name, input);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = _projector.call(input.Encoder.call(input.Views[0])), second = _projector.call(input.Encoder.call(input.Views[1]));
        Tensor firstKey = _teacher.call(input.Views[0]), secondKey = _teacher.call(input.Views[1]);
        (Tensor? excludedSecond, Tensor? excludedFirst) = Excluded(input, first.device);
        LossResult result = _loss.Compute(_predictor.call(first), _predictor.call(second), firstKey, secondKey, _collective, excludedSecond, excludedFirst);
        return ObjectiveResult.From(result, first, second);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private (Tensor? Second, Tensor? First) Excluded(ObjectiveInput input, Device device)
    {
        if (!_excludeNeighbours || NegativeExclusion.OfViews(input.Context, device, _collective) is not { } close)
        {
            return (null, null);
        }

        // Rows and columns of the mask: view 0, then view 1. Queries of one view meet keys of the other.
        long rows = input.Context.Pairs, all = rows * _collective.WorldSize;
        return (close.narrow(0, 0, rows).narrow(1, all, all), close.narrow(0, rows, rows).narrow(1, 0, all));
    }
}
